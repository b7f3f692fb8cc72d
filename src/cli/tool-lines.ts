import type { RunStepStatus, ToolCall } from '../protocol/run-step.ts';
import { STEP_ENDINGS } from '../client/step-endings.ts';
import { outputState } from '../protocol/output-state.ts';
import { cellWidth } from './markdown/cell-width.ts';
import { oneLine, shorten } from './one-line.ts';
import { styled, type Text } from './styled-text.ts';

/** Maximum number of characters of arguments and outputs that are read for a line. */
const MAX_READ = 5_000;
const INDENT = '  ';

/** Returns the name of a call's tool. */
export function toolName({ function: { name } }: { function: { name: string } }): string {
  return oneLine(name.slice(0, MAX_READ)) || 'A tool without a name';
}

/** Returns a call as one line of at most this width: its tool and its arguments. */
export function callLine(call: ToolCall, width: number): Text[] {
  const name = shorten(toolName(call), width);
  const args = oneLine(call.function.arguments.slice(0, MAX_READ));
  const line: Text[] = [styled('bold', name)];
  if (args !== '') line.push(styled('dim', shorten(` ${args}`, width - cellWidth(name))));
  return [...line, '\n'];
}

/**
 * Returns the state of a call that has ended, in words; null if it has not ended, or if its agent has called the tool
 * without telling the hub its output.
 */
export function endState({ function: { output } }: ToolCall, status: RunStepStatus): string | null {
  if (output !== null) return outputState(output);
  switch (status) {
    case 'failed':
    case 'cancelled':
    case 'expired':
      return STEP_ENDINGS[status];
    default:
      return null;
  }
}

/**
 * Returns the result of a call as one line of at most this width: its state, and its output.
 * @param namesCall whether the line says which call it belongs to, because it does not follow that call
 */
export function resultLine(call: ToolCall, state: string, namesCall: boolean, width: number): Text[] {
  const output = oneLine((call.function.output ?? '').slice(0, MAX_READ));
  const called = `${toolName(call)} ${oneLine(call.function.arguments.slice(0, MAX_READ))}`.trimEnd();
  const label = namesCall ? `, ${shorten(called, Math.floor(width / 2))}` : '';
  const line = `${state}${label}${output === '' ? '' : `: ${output}`}`;
  return [INDENT, styled('dim', shorten(line, width - INDENT.length)), '\n'];
}
