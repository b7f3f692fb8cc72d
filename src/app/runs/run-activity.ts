import { isSameList } from '../browser/same-list.ts';
import type { RunStep } from '../../protocol/run-step.ts';
import type { Draft, EndedMessage, RunState } from '../../protocol/run-state.ts';
import type { Thinking } from '../../protocol/thinking.ts';

/** Where an activity belongs. */
interface ActivityPlace {
  /** The id of the thought or step, which is also the React key. */
  readonly id: string;
  readonly runId: string;
  /** The id of the message before which it is shown; null if it is shown after all messages of the run. */
  readonly nextMessageId: string | null;
  /** When its run or step began, in Unix seconds. Places it if the run has no message. */
  readonly at: number;
}

/**
 * What an agent does before, between or after its messages: it thinks, calls tools, or asks the person. `fetched` is
 * its content; null if this tab follows the run. Components then read the content from the live run.
 */
export type RunActivity = ActivityPlace &
  (
    | { readonly type: 'thinking'; readonly fetched: Thinking | null }
    | { readonly type: 'tools' | 'question'; readonly fetched: RunStep | null }
  );

const NONE: readonly RunActivity[] = [];

/**
 * Returns the thoughts and tool steps of a live run, in the order in which they began. An activity that has not changed
 * stays the same object, and so does the list.
 * @param at when the run began, in Unix seconds
 */
export function outlineActivities(
  runId: string,
  at: number,
  { thoughts, steps, drafts, messages }: RunState,
  before: readonly RunActivity[] = NONE,
): readonly RunActivity[] {
  if (thoughts.length === 0 && steps.length === 0) return before.length === 0 ? before : NONE;
  const inOrder = [...messages, ...drafts].toSorted((one, other) => one.opened - other.opened);
  const found = [
    ...thoughts.map(({ id, opened }) => ({ type: 'thinking' as const, id, opened })),
    ...steps.map(({ id, opened, question }) => ({
      type: question ? ('question' as const) : ('tools' as const),
      id,
      opened,
    })),
  ].toSorted((one, other) => one.opened - other.opened);
  const outlined = found.map(({ type, id, opened }, index): RunActivity => {
    const nextMessageId = type === 'thinking' && isMessage(id, inOrder) ? id : nextAfter(opened, inOrder);
    const same = before[index];
    return same?.id === id && same.nextMessageId === nextMessageId && same.at === at
      ? same
      : { type, id, runId, nextMessageId, at, fetched: null };
  });
  return isSameList(outlined, before) ? before : outlined;
}

function isMessage(id: string, messages: readonly (Draft | EndedMessage)[]): boolean {
  return messages.some((message) => message.id === id);
}

function nextAfter(opened: number, messages: readonly (Draft | EndedMessage)[]): string | null {
  return messages.find((message) => message.opened > opened)?.id ?? null;
}
