import { isActive, type Run, type RunStatus } from '../../protocol/run.ts';
import { leftOutMessages, discardedDrafts } from '../../client/run-notices.ts';
import type { RunOutline } from '../runs/run-outline.ts';
import type { KnownRun } from './turn-outcomes.ts';

/** The data about a thread's runs, from several sources. */
export interface RunSources {
  /** The runs as the hub lists them, oldest first. */
  listed: readonly Run[];
  /** The runs that this tab has followed, by their ids. */
  followed: readonly (readonly [string, RunOutline])[];
  newest: Run | null;
  /** The status of the newest run: the newer one of the streamed and the fetched status. */
  newestStatus: RunStatus | null;
  /** Whether the newest run has ended, and its messages have been fetched since then. */
  isSettled: boolean;
  /** Whether text is shown before its message has ended. */
  showText: boolean;
}

/** Returns the runs of a thread, oldest first. The data of each run is from its most reliable source. */
export function knownRuns({ listed, followed, newest, ...sources }: RunSources): KnownRun[] {
  const outlines = new Map(followed);
  const runs = new Map(listed.map((run) => [run.id, run]));
  for (const [id, { run }] of followed) if (run) runs.set(id, run);
  if (newest) runs.delete(newest.id);
  const older = [...runs.values()].toSorted((one, other) => one.created_at - other.created_at);
  return [...older, ...(newest ? [newest] : [])].map((run) => {
    const outline = outlines.get(run.id);
    return run === newest
      ? {
          ...knownRun(run, outline, sources.showText),
          status: sources.newestStatus ?? run.status,
          hasAllMessages: sources.isSettled || isStreamComplete(outline),
        }
      : knownRun(run, outline, sources.showText);
  });
}

function knownRun(run: Run, outline: RunOutline | undefined, showText: boolean): KnownRun {
  const ended = outline?.run && !isActive(outline.status) ? outline.run : run;
  const error = outline?.error ? { code: 'server_error', message: outline.error } : null;
  return {
    ...ended,
    last_error: ended.last_error ?? error,
    discarded: showText ? (discardedDrafts(ended) ?? outline?.discarded ?? null) : null,
    leftOut: Math.max(leftOutMessages(ended.notices), leftOutMessages(outline?.notices)),
    deltas: outline?.deltas ?? null,
    hasAllMessages: true,
  };
}

/** Whether the stream has delivered all messages of the run. */
function isStreamComplete(outline: RunOutline | undefined): boolean {
  if (outline?.connection !== 'ended' || outline.refetches > 0) return false;
  return outline.messages.every(({ message }) => message !== null);
}
