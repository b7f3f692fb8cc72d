import type { RecordedCall, RecordedLoop, RecordedTurn } from '../../../agents/agent-host.ts';
import type { RunStep } from '../../../protocol/run-step.ts';
import { isToolApproved } from '../../db/approved-tools.ts';
import type { Database } from '../../db/database.ts';
import { messagesOfRun } from '../../db/messages.ts';
import { newestToolSteps } from '../../db/run-steps.ts';
import type { RunRow } from '../../db/runs.ts';
import type { ThreadRow } from '../../db/threads.ts';

/**
 * Returns what the tool loop of a run had done when the last hub was stopped: its steps, oldest first, with the text and
 * the thinking before each.
 */
export async function readRecordedLoop(db: Database, thread: ThreadRow, run: RunRow): Promise<RecordedLoop> {
  const [steps, messages] = await Promise.all([
    newestToolSteps(db, [run.id], Number.MAX_SAFE_INTEGER),
    messagesOfRun(db, run.id),
  ]);
  const ordered = steps.toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
  const turns: RecordedTurn[] = [];
  for (const [index, row] of ordered.entries()) {
    const since = ordered[index - 1]?.createdAt ?? run.createdAt;
    const message = messages.find(({ createdAt }) => createdAt > since && createdAt < row.createdAt);
    turns.push({
      content: message?.text ?? '',
      reasoning: message?.thinking ?? row.step.thinking?.text ?? '',
      calls: await recordedCalls(db, thread, run, row.step),
    });
  }
  return { turns, completion: ordered.at(-1)?.id ?? '' };
}

async function recordedCalls(
  db: Database,
  thread: ThreadRow,
  { assistantId, requests }: RunRow,
  { id: stepId, step_details: details }: RunStep,
): Promise<RecordedCall[]> {
  const calls = details.type === 'tool_calls' ? details.tool_calls : [];
  return Promise.all(
    calls.map(async ({ id, type, function: { name, arguments: args, output } }, index) => {
      const asked = requests?.find(
        ({ request }) => request.type === 'approval' && request.step_id === stepId && request.index === index,
      );
      // A call that was not asked for may have been approved by an earlier answer for the whole conversation.
      const isApproved = asked
        ? asked.answer !== null && 'approve' in asked.answer && asked.answer.approve
        : await isToolApproved(db, thread, { assistantId, name });
      return { call: { id, type, function: { name, arguments: args } }, output, isApproved };
    }),
  );
}
