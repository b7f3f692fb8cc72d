import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { openRequests } from '../../protocol/person-request.ts';
import { isActive, type RunStatus } from '../../protocol/run.ts';
import type { Thought, ToolStep } from '../../protocol/run-state.ts';
import { useBrowser } from '../browser/browser-context.ts';
import { useRunStores } from '../runs/runs-context.ts';

/** Returns a thought of a run; null if the run has no such thought. Renders when the thought grows. */
export function useThought(runId: string, id: string): Thought | null {
  return useStore(
    useRunStores().runStore,
    ({ runs }) => runs[runId]?.state.thoughts.find((thought) => thought.id === id) ?? null,
  );
}

/** Returns a step of a run; null if the run has no such step. Renders when the step changes. */
export function useToolStep(runId: string, id: string): ToolStep | null {
  return useStore(
    useRunStores().runStore,
    ({ runs }) => runs[runId]?.state.steps.find((step) => step.id === id) ?? null,
  );
}

/** Returns the status of a run; null if it has ended, or if this tab does not follow it. */
export function useActiveRunStatus(runId: string): RunStatus | null {
  return useStore(useRunStores().runStore, ({ outlines }) => {
    const status = outlines[runId]?.status;
    return status !== undefined && isActive(status) ? status : null;
  });
}

/** Returns the indexes of the calls of a step on which the person has not decided yet. */
export function useAwaitedApprovals(runId: string, stepId: string): readonly number[] {
  const action = useStore(useRunStores().runStore, ({ outlines }) => outlines[runId]?.run?.required_action);
  return useMemo(
    () =>
      openRequests(action).flatMap((request) =>
        request.type === 'approval' && request.step_id === stepId ? request.index : [],
      ),
    [action, stepId],
  );
}

/** Returns when a thought of a run began, in milliseconds since 1970. `elapsed`: for how long the model has thought. */
export function useThoughtStart(runId: string, elapsed: number): number {
  const { runStore } = useRunStores();
  const { clock } = useBrowser();
  const found = (runStore.getState().runs[runId]?.lastDeltaAt ?? clock.now()) - elapsed;
  const [start, setStart] = useState(found); // earlier deltas may arrive later, all at once, after a reload
  if (found < start) setStart(found);
  return Math.min(found, start);
}
