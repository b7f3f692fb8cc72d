import type { RunStep } from '../../protocol/run-step.ts';
import type { Database } from '../db/database.ts';
import { stepMessagesOf } from '../db/messages.ts';
import { toolStepsOfRuns } from '../db/run-steps.ts';
import { messageStep } from './run-step.ts';
import { storedToolCallStep, type ToolCallStep } from './tool-call-step.ts';

/** The steps of a run in the order in which they began: those that made messages, once they have, and those that call tools. */
export async function stepsOfRun(db: Database, runId: string): Promise<RunStep[]> {
  const [messages, tools] = await Promise.all([stepMessagesOf(db, runId), toolStepsOfRuns(db, [runId])]);
  return [
    ...messages.map((message) => ({ createdAt: message.createdAt, step: messageStep(message) })),
    ...tools.map(({ createdAt, step }) => ({
      createdAt,
      step: step.status === 'in_progress' ? { ...step, usage: null } : step,
    })),
  ]
    .toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime())
    .map(({ step }) => step);
}

/** The steps with which a run waits for the outputs of tools. */
export async function waitingSteps(db: Database, runId: string): Promise<ToolCallStep[]> {
  const rows = await toolStepsOfRuns(db, [runId]);
  return rows.filter(({ step }) => step.status === 'in_progress').map(storedToolCallStep);
}
