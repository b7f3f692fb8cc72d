import type { RequiredCall } from '../../../protocol/required-action.ts';
import type { RunStep, RunStepStatus, ToolCall } from '../../../protocol/run-step.ts';
import type { Thinking } from '../../../protocol/thinking.ts';
import type { ToolCallPiece } from '../../../protocol/tool-call-pieces.ts';
import type { Usage } from '../../../protocol/usage.ts';
import type { RunStepRow } from '../../db/run-steps.ts';
import type { RunRow } from '../../db/runs.ts';
import type { NewEvent } from '../../delta-log/delta-log.ts';
import { stepEvent } from './run-step.ts';
import { thinkingOfStep, type OpenDraft } from './drafts.ts';
import {
  addPieces,
  endedToolCallStep,
  newToolCallStep,
  piecesEvent,
  setThinking,
  stepOpenedEvents,
  toolOutputEvent,
  toolOutputsEvents,
  waitingToolCallStep,
  type ToolCallStep,
  type ToolOutputs,
} from './tool-call-step.ts';

/** A changed step: its events, and its row. */
export interface ChangedToolStep {
  events: NewEvent[];
  row: RunStepRow;
}

/** The calls of a step. The index of a call is its place for `answerCall`. */
export interface StepCalls {
  stepId: string;
  calls: readonly ToolCall[];
}

/** A step that has got the output of a call: its events, and its row if it has to be stored. */
export interface AnsweredToolStep {
  events: NewEvent[];
  row: RunStepRow | null;
  step: RunStep;
}

type EndedStatus = Exclude<RunStepStatus, 'in_progress'>;

/** The steps of a run that call tools and have not ended. Each completion has at most one. */
export interface ToolSteps {
  /**
   * Adds pieces of calls to the step of a draft's completion, and opens the step if needed. Returns the events, and
   * the row of a new step.
   * @param thinking what the model thought before its first call; null if the thinking belongs to a message
   */
  add(
    draftId: string,
    pieces: readonly ToolCallPiece[],
    thinking: Thinking | null,
  ): { events: NewEvent[]; opened: RunStepRow | null };
  /** Keeps the step of a draft's completion open after the completion, until each of its calls has its output. */
  keepOpen(draftId: string): void;
  /**
   * Ends the step of a draft's completion, unless it is kept open, and returns it; returns null if the completion has
   * called no tool.
   * @param takeUsage returns the usage of the completion
   */
  close(
    draftId: string,
    completion: 'ended' | 'failed',
    takeUsage: () => Usage | null,
  ): ChangedToolStep | null;
  /** Keeps what the model thought before and between the calls of a draft's completion, once that has ended. */
  keepThinking(draftId: string, draft: OpenDraft | undefined): void;
  /** Returns the calls of a step that is kept open, once its completion has ended; null if there is no such step. */
  callsToAnswer(draftId: string): StepCalls | null;
  /**
   * Adds the output of a call of a step that is kept open. The last output ends the step.
   * @param keepsRow whether the row is returned before the step has ended
   */
  answerCall(draftId: string, place: number, output: string, keepsRow: boolean): AnsweredToolStep;
  endAll(status: EndedStatus): ChangedToolStep[];
  /** Returns the steps that wait for outputs, and all of their calls. */
  waiting(): { rows: RunStepRow[]; calls: RequiredCall[] };
  /** Sets the usage of the step of a draft's completion. */
  setUsage(draftId: string, usage: Usage | null): void;
  /** Ends all steps, with the outputs of their calls. */
  answer(outputs: ToolOutputs): ChangedToolStep[];
}

interface ToolStepsOptions {
  /** Steps that an earlier writer of the run has opened. */
  before?: readonly ToolCallStep[] | undefined;
  /** Returns the time for a step that begins. */
  openingTime: () => Date;
}

const NO_OUTPUTS: ToolOutputs = new Map();

/** Creates the tool steps of a run. */
export function createToolSteps(run: RunRow, { before = [], openingTime }: ToolStepsOptions): ToolSteps {
  const steps = new Map(before.map((step) => [step.opened.id, step]));
  const keptOpen = new Set<string>();
  /** Steps that are kept open and whose completions have ended, so that all of their calls are known. */
  const answerable = new Set(steps.keys());

  function toRow({ openedAt, thinking }: ToolCallStep, step: RunStep): RunStepRow {
    return {
      id: step.id,
      runId: run.id,
      createdAt: openedAt,
      step: thinking ? { ...step, thinking } : step,
    };
  }

  function setUsage(key: string, usage: Usage | null): void {
    const step = steps.get(key);
    if (step) step.usage = usage;
  }

  function end(key: string, status: EndedStatus, outputs?: ToolOutputs): ChangedToolStep | null {
    const step = steps.get(key);
    if (!step) return null;
    steps.delete(key);
    const ended = endedToolCallStep(step, status, outputs);
    return {
      events: [...toolOutputsEvents(step, outputs ?? NO_OUTPUTS), stepEvent(ended)],
      row: toRow(step, ended),
    };
  }

  return {
    add(draftId, pieces, thinking) {
      const known = steps.get(draftId);
      const step = known ?? newToolCallStep(run, openingTime(), thinking);
      steps.set(draftId, step);
      addPieces(step, pieces);
      const events = [...(known ? [] : stepOpenedEvents(step)), piecesEvent(step, pieces)];
      return { events, opened: known ? null : toRow(step, step.opened) };
    },
    keepOpen: (draftId) => void keptOpen.add(draftId),
    keepThinking(draftId, draft) {
      const step = steps.get(draftId);
      if (step && draft) setThinking(step, thinkingOfStep(draft));
    },
    close(draftId, completion, takeUsage) {
      const step = steps.get(draftId);
      if (!step) return null;
      step.usage = takeUsage();
      if (completion === 'failed') return end(draftId, 'failed');
      if (!keptOpen.has(draftId)) return end(draftId, 'completed');
      answerable.add(draftId);
      return { events: [], row: toRow(step, waitingToolCallStep(step)) };
    },
    callsToAnswer(draftId) {
      const step = answerable.has(draftId) && steps.get(draftId);
      return step ? { stepId: step.opened.id, calls: step.calls.filter(Boolean) } : null;
    },
    answerCall(draftId, place, output, keepsRow) {
      const step = steps.get(draftId)!;
      const index = step.calls.indexOf(step.calls.filter(Boolean)[place]!);
      const pieces = [{ index, function: { output } }];
      addPieces(step, pieces);
      const isLast = step.calls.every((call) => !call || call.function.output !== null);
      const ended = isLast ? end(draftId, 'completed') : null;
      return {
        events: [toolOutputEvent(step, index, output), ...(ended?.events ?? [])],
        row: ended?.row ?? (keepsRow ? toRow(step, waitingToolCallStep(step)) : null),
        step: ended?.row.step ?? { ...waitingToolCallStep(step), usage: null },
      };
    },
    endAll: (status) => [...steps.keys()].flatMap((key) => end(key, status) ?? []),
    setUsage,
    waiting() {
      const waiting = [...steps.values()];
      const calls = waiting.flatMap((step) => step.calls.filter(Boolean));
      return {
        rows: waiting.map((step) => toRow(step, waitingToolCallStep(step))),
        calls: calls.map(({ id, type, function: { name, arguments: args } }) => ({
          id,
          type,
          function: { name, arguments: args },
        })),
      };
    },
    answer: (outputs) => [...steps.keys()].flatMap((key) => end(key, 'completed', outputs) ?? []),
  };
}
