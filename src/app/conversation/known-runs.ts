import { isActive, type Run, type RunStatus } from '../../protocol/run.ts';
import { leftOutMessages, discardedDrafts } from '../../client/run-notices.ts';
import type { RunOutline } from '../runs/run-outline.ts';
import type { KnownRun } from './turn-outcomes.ts';

/** From what the runs of a thread are known. */
export interface RunSources {
  /** As the hub lists them, oldest first. */
  listed: readonly Run[];
  /** As this tab has followed them. */
  followed: readonly (readonly [string, RunOutline])[];
  newest: Run | null;
  /** The status of the newest run: the more recent of the stream's and the hub's. */
  newestStatus: RunStatus | null;
  /** Whether the newest one has ended, and all that it has said has been fetched since. */
  isSettled: boolean;
  /** Whether text is shown before its message has ended. */
  showText: boolean;
}

/** The runs of a thread, oldest first, each by what is known best. */
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
          isWhole: sources.isSettled || isStreamComplete(outline),
        }
      : knownRun(run, outline, sources.showText);
  });
}

function knownRun(run: Run, outline: RunOutline | undefined, showText: boolean): KnownRun {
  const told = outline?.run && !isActive(outline.status) ? outline.run : run;
  const error = outline?.error ? { code: 'server_error', message: outline.error } : null;
  return {
    ...told,
    last_error: told.last_error ?? error,
    discarded: showText ? (discardedDrafts(told) ?? outline?.discarded ?? null) : null,
    leftOut: Math.max(leftOutMessages(told.notices), leftOutMessages(outline?.notices)),
    deltas: outline?.deltas ?? null,
    isWhole: true,
  };
}

/** Whether the stream has brought all that the run said. */
function isStreamComplete(outline: RunOutline | undefined): boolean {
  if (outline?.connection !== 'ended' || outline.refetches > 0) return false;
  return outline.messages.every(({ message }) => message !== null);
}
