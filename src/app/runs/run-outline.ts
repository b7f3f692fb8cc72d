import { isActive, type Run, type RunStatus } from '../../protocol/run.ts';
import type { RetryNotice, RunNotice } from '../../protocol/run-notice.ts';
import type { DiscardedDrafts, Draft, EndedMessage, RunState } from '../../protocol/run-state.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import type { Connection, LiveRun } from './live-run.ts';
import type { VisibleStarts } from './visible-starts.ts';

/** A draft that has some text to show. */
export interface OutlinedDraft {
  readonly id: string;
  /** Null while it grows: who shows it reads it from the live run, as it comes. */
  readonly text: string | null;
  /** Where the text begins that is shown, in what the live run has. */
  readonly start: number;
}

/** What is to be seen of a live run but for its numbers and for text that grows: it changes a few times in a run. */
export interface RunOutline {
  readonly threadId: string;
  readonly assistantId: string;
  readonly connection: Connection;
  readonly startedAt: number;
  readonly refetches: number;
  /** Whether the stream has told anything yet. */
  readonly heard: boolean;
  readonly status: RunStatus;
  readonly run: Run | null;
  readonly error: string | null;
  readonly messages: readonly EndedMessage[];
  readonly drafts: readonly OutlinedDraft[];
  readonly discarded: DiscardedDrafts;
  readonly notices: readonly RunNotice[];
  readonly retry: RetryNotice | null;
  /** How many deltas came in all; null while more may come. */
  readonly deltas: number | null;
}

/** The outline of a run; the one before, if it is still that. */
export function outlineRun(live: LiveRun, before: RunOutline | undefined, starts: VisibleStarts): RunOutline {
  const { threadId, assistantId, connection, startedAt, refetches, state } = live;
  const { status, run, error, messages, discarded, notices, retry } = state;
  const grows = isActive(status) && connection !== 'interrupted';
  const outline: RunOutline = {
    threadId,
    assistantId,
    connection,
    startedAt,
    refetches,
    heard: state.events > 0,
    status,
    run,
    error,
    messages,
    drafts: outlineDrafts(state.drafts, grows, before?.drafts ?? [], starts),
    discarded,
    notices,
    retry,
    deltas: isActive(status) ? null : state.deltas,
  };
  return before && isSame(outline, before) ? before : outline;
}

/** The text of a draft so far; what was streamed of it, once it has ended. */
export function draftText({ drafts, messages }: RunState, id: string): string {
  const draft = drafts.find((open) => open.id === id);
  return draft?.text ?? messages.find((ended) => ended.id === id)?.streamed ?? '';
}

function outlineDrafts(
  drafts: readonly Draft[],
  grows: boolean,
  before: readonly OutlinedDraft[],
  starts: VisibleStarts,
): readonly OutlinedDraft[] {
  const outlined = drafts.flatMap((draft) => {
    const start = starts.startOf(draft);
    return start === null ? [] : [{ id: draft.id, text: grows ? null : visibleText(draft.text), start }];
  });
  const isSameAsBefore =
    outlined.length === before.length &&
    outlined.every(({ id, text }, index) => id === before[index]?.id && text === before[index].text);
  return isSameAsBefore ? before : outlined;
}

function isSame(outline: RunOutline, before: RunOutline): boolean {
  return (Object.keys(outline) as (keyof RunOutline)[]).every((key) => outline[key] === before[key]);
}
