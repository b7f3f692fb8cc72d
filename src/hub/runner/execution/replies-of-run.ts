import { hasText, textOf } from '../../../protocol/message.ts';
import type { Database } from '../../db/database.ts';
import { allMessages } from '../../db/messages.ts';
import { runsById } from '../../db/runs.ts';

/**
 * Returns the texts that an agent has added in a run that has ended, oldest first.
 * @throws Error that says how the run ended, if the agent has not finished its work
 */
export async function repliesOfRun(db: Database, runId: string): Promise<string[]> {
  const run = (await runsById(db, [runId])).get(runId);
  if (!run) throw new Error('the thread of the other agent has been deleted');
  const { status, lastError } = run;
  switch (status) {
    case 'failed':
      throw new Error(`the other agent has failed: ${lastError?.message ?? 'for an unknown reason'}`);
    case 'cancelled':
      throw new Error('the other agent was stopped');
    case 'expired':
      throw new Error('the other agent has taken too long');
  }
  const messages = await allMessages(db, { runId });
  return messages.map(({ content }) => textOf(content)).filter(hasText);
}
