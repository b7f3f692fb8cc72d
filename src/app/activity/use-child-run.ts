import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { childState, type ChildState } from '../../client/child-state.ts';
import { ACCOUNT_EVENT } from '../../protocol/event-names.ts';
import { isActive } from '../../protocol/run.ts';
import type { ChildRunReference, RunStep } from '../../protocol/run-step.ts';
import { stepsQuery } from '../api/steps.ts';
import { useRunStores } from '../runs/runs-context.ts';
import { useDeltaCount } from '../runs/use-live-run.ts';
import { useAccountEventsStream } from '../tabs/account-events-context.ts';

/**
 * Returns the state of a child run, as its stream or the steps of the calling run's thread say. They are fetched again
 * when the run ends. If its thread is deleted, the run is stopped, and no longer a step.
 * @returns null while the steps are loading
 */
export function useChildState(child: ChildRunReference, callerThreadId: string): ChildState | null {
  const { run_id: runId, thread_id: threadId } = child;
  const { runStore } = useRunStores();
  const accountEvents = useAccountEventsStream();
  const queryClient = useQueryClient();
  const live = useStore(runStore, ({ outlines }) => outlines[runId]);
  const { data: listed, isPending } = useStepQuery(runId, callerThreadId);
  const [isDeleted, setDeleted] = useState(false);
  const isFollowed = live?.hasEvents && live.connection !== 'interrupted';
  // A closed row no longer follows the run, so its live state may be old. Both may say that the run has ended.
  const hasEnded = live !== undefined && !isActive(live.status);
  const known = childState((hasEnded ? live.status : listed?.status) ?? 'in_progress');
  const current = isDeleted && known === 'Running' ? 'Stopped' : known;
  const state = isPending && !isFollowed ? null : current;
  const isRunning = state === 'Running';

  useEffect(() => {
    if (!isRunning) return;
    function refresh(): void {
      void queryClient.invalidateQueries({ queryKey: stepsQuery(callerThreadId).queryKey });
    }
    refresh(); // it may have ended since they were fetched
    return accountEvents.subscribe((signal) => {
      if (signal.event === ACCOUNT_EVENT.runEnded && signal.data.run_id === runId) refresh();
      if (signal.event === ACCOUNT_EVENT.threadDeleted && signal.data.thread_id === threadId)
        setDeleted(true);
    });
  }, [accountEvents, queryClient, runId, threadId, callerThreadId, isRunning]);

  return state;
}

/** Returns the number of deltas of a child run, as far as this tab has received it. It never decreases. */
export function useChildDeltas(runId: string, callerThreadId: string): number {
  const { runProgress } = useRunStores();
  const reported = useStore(runProgress, ({ deltas }) => deltas[runId] ?? 0);
  const details = useListedStep(runId, callerThreadId)?.step_details;
  const listed = (details?.type === 'child_run' && details.child_run.deltas) || 0;
  const count = Math.max(useDeltaCount(runId), reported, listed);
  const [most, setMost] = useState(count); // when the run ends, it is no longer reported, and not yet listed
  if (count > most) setMost(count);
  return Math.max(count, most);
}

/** Returns the fetched step of a child run; undefined if the steps of the calling run's thread do not contain it. */
export function useListedStep(runId: string, threadId: string): RunStep | undefined {
  return useStepQuery(runId, threadId).data;
}

function useStepQuery(runId: string, threadId: string) {
  return useQuery({
    ...stepsQuery(threadId),
    select: ({ items }) => items.find(({ id }) => id === runId),
  });
}
