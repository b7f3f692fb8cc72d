import { answerTexts } from '../client/answer-texts.ts';
import { childState } from '../client/child-state.ts';
import { thoughtTime } from '../client/thought-time.ts';
import type { RunStep } from '../protocol/run-step.ts';
import { childLine, childResultLine } from './child-lines.ts';
import { dimLines, styled } from './styled-text.ts';
import type { Output } from './terminal.ts';
import { callLine, endState, resultLine } from './tool-lines.ts';

/** Writes for how long a model thought, and on request what it thought. */
export function writeThinking(
  out: Output,
  { text = '', elapsed_ms: elapsed }: NonNullable<RunStep['thinking']>,
  withText: boolean,
): void {
  if (withText && text.trim() !== '') out.write(...dimLines(text.trim()), '\n');
  out.write(styled('dim', thoughtTime(elapsed)), '\n');
}

/** Writes a step: what the model thought, and the calls of tools, the run of another agent or a question with the results. */
export function writeToolStep(
  out: Output,
  { step_details: details, status, thinking }: RunStep,
  withText: boolean,
): void {
  if (thinking) writeThinking(out, thinking, withText);
  if (details.type === 'child_run') {
    const { child_run: child } = details;
    out.write(...childLine(child, out.width));
    const state = childState(status);
    if (state !== 'Running') out.write(...childResultLine(child, state, child.deltas ?? 0, false, out.width));
  }
  if (details.type === 'question') {
    out.write(...dimLines(details.question.question), '\n');
    for (const { label, text } of answerTexts(details.question))
      out.write(label === '' ? text : `${label}: ${text}`, '\n');
  }
  for (const call of details.type === 'tool_calls' ? details.tool_calls : []) {
    out.write(...callLine(call, out.width));
    const state = endState(call, status);
    if (state !== null) out.write(...resultLine(call, state, false, out.width));
  }
}
