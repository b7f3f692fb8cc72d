import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { threadKey, threadsQuery } from '../api/threads.ts';
import { openRunStream } from '../api/run-stream.ts';
import { isActive, type Run } from '../../protocol/run.ts';
import type { LiveRun } from '../stores/live-run.ts';
import { useServices } from './services.ts';

/**
 * Follows the newest run of the open thread while it is active, and asks the hub again for what is
 * settled when the stream says that there is more. Returns what takes up an interrupted run.
 */
export function useFollowRun(run: Run | null, live: LiveRun | undefined): () => void {
  const { runStore, channel, clock, openEventSource } = useServices();
  const queryClient = useQueryClient();
  const [resumes, setResumes] = useState(0);
  const runId = run?.id;
  const threadId = run?.thread_id;
  // The stream has the last word: a fetched status may be ahead of deltas that are still to come.
  const follows =
    run !== null &&
    (live
      ? isActive(live.state.status) && (isActive(run.status) || live.connection !== 'interrupted')
      : isActive(run.status));

  useEffect(() => {
    if (!follows || !run) return;
    return runStore.follow(run, (cursor, signal) =>
      openRunStream({ threadId: run.thread_id, runId: run.id, cursor, signal, clock, openEventSource }),
    );
    // `run` is a new object after each fetch; what counts is which run it is.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [runId, follows, resumes, runStore, clock, openEventSource]);

  useEffect(() => {
    if (runId === undefined || threadId === undefined) return;
    return runStore.subscribe(({ runs }, { runs: earlier }) => {
      const now = runs[runId];
      const before = earlier[runId];
      if (!now || now === before) return;
      const over = now.connection === 'ended' || now.connection === 'interrupted';
      const justOver = over && now.connection !== before?.connection;
      if (!justOver && now.refetches === (before?.refetches ?? 0)) return;
      void queryClient.invalidateQueries({ queryKey: threadKey(threadId) });
      if (!justOver) return;
      void queryClient.invalidateQueries({ queryKey: threadsQuery.queryKey });
      channel.announce(threadId);
    });
  }, [runId, threadId, runStore, queryClient, channel]);

  return () => setResumes((count) => count + 1);
}
