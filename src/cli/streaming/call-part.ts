import type { ToolCall } from '../../protocol/run-step.ts';
import { styled } from '../styled-text.ts';
import type { Output } from '../terminal.ts';
import { callLine, resultLine, toolName } from '../tool-lines.ts';
import { createJsonEnd } from './json-end.ts';
import type { Part } from './part-queue.ts';
import { createPendingText } from './pending-text.ts';

/** The line of a call: the name of its tool, and its arguments. */
export interface CallPart extends Part {
  /** Adds arguments. */
  push(piece: string): void;
  end(): void;
}

/** Creates the line of a call. In a terminal the arguments are shown as they arrive, elsewhere once they are complete. */
export function createCallPart(err: Output, callSoFar: () => ToolCall): CallPart {
  const args = createPendingText();
  const json = createJsonEnd();
  let hasBegun = false;
  let isMidLine = false;
  let hasEnded = false;
  return {
    kind: 'tool',
    get hasEnded() {
      return hasEnded;
    },
    get isMidLine() {
      return isMidLine;
    },
    push(piece) {
      args.push(piece);
      json.push(piece);
      hasEnded ||= json.isComplete;
    },
    end() {
      hasEnded = true;
    },
    hasNews: () => hasEnded || (err.isTerminal && args.isVisible),
    write() {
      if (!err.isTerminal) return err.write(...callLine(callSoFar(), err.width));
      if (!hasBegun) err.write(styled('bold', toolName(callSoFar())), ' ');
      hasBegun = true;
      isMidLine = true;
      const shown = withoutLineEnds(args.take());
      if (shown !== '') err.write(styled('dim', shown));
      if (hasEnded) this.writeLineEnd();
    },
    writeLineEnd() {
      err.write('\n');
      isMidLine = false;
    },
  };
}

/** Line ends between the values of a JSON object become spaces. */
function withoutLineEnds(text: string): string {
  return text.replace(/\s+/g, (space) => (space.includes('\n') ? ' ' : space));
}

/**
 * Creates the line of a call's result.
 * @param state the call's state, in words
 * @param callPart the part of the call
 */
export function createResultPart(err: Output, call: ToolCall, state: string, callPart: Part): Part {
  return {
    kind: 'tool',
    hasEnded: true,
    isMidLine: false,
    hasNews: () => true,
    write: (previous) => err.write(...resultLine(call, state, previous !== callPart, err.width)),
    writeLineEnd: () => err.write('\n'),
  };
}
