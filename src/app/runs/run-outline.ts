import { isActive, type Run, type RunStatus } from '../../protocol/run.ts';
import type { RetryNotice, RunNotice } from '../../protocol/run-notice.ts';
import type { DiscardedDrafts, Draft, EndedMessage, RunState } from '../../protocol/run-state.ts';
import {
  NO_THOUGHTS_READ,
  scanThoughts,
  visibleText,
  type ThoughtScan,
} from '../../protocol/visible-text.ts';
import type { Connection, LiveRun } from './live-run.ts';
import { outlineActivities, type RunActivity } from './run-activity.ts';

/** A draft that has visible text. */
export interface OutlinedDraft {
  readonly id: string;
  /** Null while the draft grows: components then read the text from the live run. */
  readonly text: string | null;
  /** The index in the draft's text at which the visible text begins. */
  readonly start: number;
}

/** The shown data of a live run, without counts and growing texts. It changes only a few times in a run. */
export interface RunOutline {
  readonly threadId: string;
  readonly assistantId: string;
  readonly connection: Connection;
  readonly startedAt: number;
  readonly refetches: number;
  /** Whether the stream has delivered an event yet. */
  readonly hasEvents: boolean;
  readonly status: RunStatus;
  readonly run: Run | null;
  readonly error: string | null;
  readonly messages: readonly EndedMessage[];
  readonly drafts: readonly OutlinedDraft[];
  /** What the agent did besides writing, in the order in which it began. */
  readonly activities: readonly RunActivity[];
  /**
   * What the agent is doing now, other than writing; null if unknown. `deciding`: it begins to call a tool whose name has
   * not arrived.
   */
  readonly doing: 'thinking' | 'deciding' | 'tools' | null;
  /** The names of the tools that it is using now, such as `weather, search`. */
  readonly tools: string;
  readonly discarded: DiscardedDrafts;
  readonly notices: readonly RunNotice[];
  readonly retry: RetryNotice | null;
  /** Number of deltas; null while the run is active. */
  readonly deltas: number | null;
}

/**
 * Finds the start of each draft's visible text. Some models write thoughts at the start of their text, which are not
 * visible.
 */
export interface VisibleStarts {
  /**
   * Returns the index at which the visible text begins; null until visible text has arrived. When a draft grows, only
   * its new text is read.
   */
  startOf(draft: Draft): number | null;
  clear(): void;
}

export function createVisibleStarts(): VisibleStarts {
  const scans = new Map<string, ThoughtScan>();
  return {
    startOf({ id, text }) {
      const known = scans.get(id);
      const scan = scanThoughts(text, known && known.blanksEnd <= text.length ? known : NO_THOUGHTS_READ);
      if (scan !== known) scans.set(id, scan);
      return scan.start;
    },
    clear: () => scans.clear(),
  };
}

/** Returns the outline of a run. If no value has changed, returns the same object as before. */
export function outlineRun(
  runId: string,
  live: LiveRun,
  before: RunOutline | undefined,
  starts: VisibleStarts,
): RunOutline {
  const { threadId, assistantId, connection, startedAt, refetches, state } = live;
  const { status, run, error, messages, discarded, notices, retry } = state;
  const grows = isActive(status) && connection !== 'interrupted';
  const outline: RunOutline = {
    threadId,
    assistantId,
    connection,
    startedAt,
    refetches,
    hasEvents: state.events > 0,
    status,
    run,
    error,
    messages,
    drafts: outlineDrafts(state.drafts, grows, before?.drafts ?? [], starts),
    activities: outlineActivities(
      runId,
      run?.created_at ?? Math.ceil(startedAt / 1000),
      state,
      before?.activities,
    ),
    ...outlineDoing(state),
    discarded,
    notices,
    retry,
    deltas: isActive(status) ? null : state.deltas,
  };
  return before && isSame(outline, before) ? before : outline;
}

function outlineDoing({ steps, thoughts }: RunState): Pick<RunOutline, 'doing' | 'tools'> {
  const calls = steps.filter(({ status }) => status === 'in_progress').flatMap((step) => step.calls);
  const names = new Set(calls.flatMap((call) => call.function.name || []));
  if (names.size > 0) return { doing: 'tools', tools: [...names].join(', ') };
  if (thoughts.some(({ isOpen }) => isOpen)) return { doing: 'thinking', tools: '' };
  const last = steps.at(-1);
  return { doing: last?.status === 'in_progress' && !last.child ? 'deciding' : null, tools: '' };
}

/** Returns the current text of a draft; after the draft has ended, the streamed text. */
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

/**
 * Returns the newer one of a run's fetched status and its streamed status. A status that ends a run is final. While the
 * stream is open, the streamed status is newer.
 */
export function newerStatus(run: Run | null, live: RunOutline | undefined): RunStatus | null {
  if (!run || !live?.hasEvents) return run?.status ?? null;
  if (!isActive(live.status) || isActive(run.status)) return live.status;
  return live.connection === 'live' ? live.status : run.status;
}
