import { useEffect, useEffectEvent, useState } from 'react';
import { openRunStream } from '../../client/run-stream.ts';
import { isActive, type Run } from '../../protocol/run.ts';
import type { RunOutline } from './run-outline.ts';
import { useBrowser } from '../browser/browser-context.ts';
import { useRunStores } from './runs-context.ts';

/**
 * Follows the newest run of the open thread while it is active.
 * @param onOutdated called with the thread id when the hub has messages that the stream did not contain
 * @returns a function that resumes an interrupted run
 */
export function useFollowRun(
  run: Run | null,
  live: RunOutline | undefined,
  onOutdated: (threadId: string) => void,
): () => void {
  const { runStore, openSharedSource } = useRunStores();
  const { clock } = useBrowser();
  const [resumes, setResumes] = useState(0);
  const runId = run?.id;
  const threadId = run?.thread_id;
  const outdated = useEffectEvent(onOutdated);
  // The streamed status decides: the fetched run may already have ended while its last deltas have not arrived.
  const follows =
    run !== null &&
    (live
      ? isActive(live.status) && (isActive(run.status) || live.connection !== 'interrupted')
      : isActive(run.status));

  useEffect(() => {
    if (!follows || !run) return;
    return runStore.follow(run, (cursor, signal) =>
      openRunStream({
        threadId: run.thread_id,
        runId: run.id,
        cursor,
        signal,
        clock,
        openEventSource: openSharedSource,
      }),
    );
    // Not `run`: it is a new object after each fetch. The effect depends on its id.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [runId, follows, resumes, runStore, clock, openSharedSource]);

  useEffect(() => {
    if (runId === undefined || threadId === undefined) return;
    return runStore.subscribe(({ outlines }, { outlines: earlier }) => {
      const now = outlines[runId];
      const before = earlier[runId];
      if (!now || now === before) return;
      const ended = now.connection === 'ended' || now.connection === 'interrupted';
      const hasEnded = ended && now.connection !== before?.connection;
      if (hasEnded || now.refetches !== (before?.refetches ?? 0)) outdated(threadId);
    });
  }, [runId, threadId, runStore]);

  return () => setResumes((count) => count + 1);
}
