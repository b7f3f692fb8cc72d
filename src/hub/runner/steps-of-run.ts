import type { RunStep } from '../../protocol/run-step.ts';
import type { Database } from '../db/database.ts';
import { stepMessagesOf } from '../db/messages.ts';
import { toolStepsOf } from '../db/run-steps.ts';
import { messageStep } from './run-step.ts';

/** The steps of a run that have ended, in the order in which they began: those that made messages, and those that called tools. */
export async function stepsOfRun(db: Database, runId: string): Promise<RunStep[]> {
  const [messages, tools] = await Promise.all([stepMessagesOf(db, runId), toolStepsOf(db, runId)]);
  return [
    ...messages.map((message) => ({ createdAt: message.createdAt, step: messageStep(message) })),
    ...tools,
  ]
    .toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime())
    .map(({ step }) => step);
}
