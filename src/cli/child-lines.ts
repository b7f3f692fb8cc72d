import { nameInId } from '../client/agent-name.ts';
import type { ChildState } from '../client/child-state.ts';
import type { ChildRunReference } from '../protocol/run-step.ts';
import { oneLine, shorten } from './one-line.ts';
import { styled, type Text } from './styled-text.ts';

const INDENT = '  ';

/** Returns the line of a run of another agent, of at most this width. */
export function childLine(child: ChildRunReference, width: number): Text[] {
  return [styled('bold', shorten(`Runs ${agentOf(child)}`, width)), '\n'];
}

/**
 * Returns the line that says how that run has ended, and the number of its deltas.
 * @param namesAgent whether the line names the agent, because it does not follow the line of the run
 */
export function childResultLine(
  child: ChildRunReference,
  state: ChildState,
  deltas: number,
  namesAgent: boolean,
  width: number,
): Text[] {
  const name = namesAgent ? `, ${shorten(agentOf(child), Math.floor(width / 2))}` : '';
  const line = `${state}${name}, ${deltas} ${deltas === 1 ? 'delta' : 'deltas'}`;
  return [INDENT, styled('dim', shorten(line, width - INDENT.length)), '\n'];
}

function agentOf({ assistant_id: id }: ChildRunReference): string {
  return oneLine(nameInId(id));
}
