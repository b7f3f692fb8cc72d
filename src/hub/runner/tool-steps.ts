import type { RunStepStatus } from '../../protocol/run-step.ts';
import type { RunStepRow } from '../db/run-steps.ts';
import type { RunRow } from '../db/runs.ts';
import type { NewEvent } from '../delta-log/delta-log.ts';
import { stepEvent } from './run-step.ts';
import {
  addPieces,
  endedToolCallStep,
  newToolCallStep,
  piecesEvent,
  stepOpenedEvents,
  type ToolCallPiece,
  type ToolCallStep,
} from './tool-call-step.ts';

/** A step that has ended: the events that say so, and what is stored of it. */
export interface EndedToolStep {
  events: NewEvent[];
  row: RunStepRow;
}

/** The steps of a run that call tools and have not ended. There is one to a completion at most. */
export interface ToolSteps {
  /** Adds pieces of calls to the step of a draft's completion, which they open if need be; gives the events that say so. */
  add(draftId: string, pieces: readonly ToolCallPiece[]): NewEvent[];
  /** Ends the step of a draft's completion; null where that has called no tool. */
  end(draftId: string, status: Exclude<RunStepStatus, 'in_progress'>): EndedToolStep | null;
  endAll(status: Exclude<RunStepStatus, 'in_progress'>): EndedToolStep[];
}

interface ToolStepsOptions {
  /** Steps that an earlier writer of the run has opened. */
  before?: readonly ToolCallStep[] | undefined;
  /** Whether clients get the events of steps before they end. */
  streams: boolean;
  /** The time at which a step begins. */
  openingTime: () => Date;
}

/** The steps of this run. */
export function createToolSteps(
  run: RunRow,
  { before = [], streams, openingTime }: ToolStepsOptions,
): ToolSteps {
  const steps = new Map(before.map((step) => [step.opened.id, step]));

  function end(key: string, status: Exclude<RunStepStatus, 'in_progress'>): EndedToolStep | null {
    const step = steps.get(key);
    if (!step) return null;
    steps.delete(key);
    const ended = endedToolCallStep(step, status);
    return {
      events: [...(streams ? [] : stepOpenedEvents(step)), stepEvent(ended)],
      row: { id: ended.id, runId: run.id, createdAt: step.openedAt, step: ended },
    };
  }

  return {
    add(draftId, pieces) {
      const known = steps.get(draftId);
      const step = known ?? newToolCallStep(run, openingTime());
      steps.set(draftId, step);
      addPieces(step, pieces);
      return [...(known ? [] : stepOpenedEvents(step)), piecesEvent(step, pieces)];
    },
    end,
    endAll: (status) => [...steps.keys()].flatMap((key) => end(key, status) ?? []),
  };
}
