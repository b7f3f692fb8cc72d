import { unlessMissing } from '../../client/hub-requests.ts';
import { runPath } from '../../client/runs.ts';
import { formatEventId } from '../../protocol/event-id.ts';
import { pageSchema } from '../../protocol/page.ts';
import { runSchema, type Run } from '../../protocol/run.ts';
import { threadSchema } from '../../protocol/thread.ts';
import { CliProblem, EXIT } from '../cli-problem.ts';
import type { Context } from '../context.ts';
import { eachOnce } from '../each-once.ts';
import type { Hub } from '../hub.ts';
import { followRun } from '../runs.ts';
import { SILENT_PRINTER } from '../stream-printer.ts';

/** A run's stream as the hub sends it, for tests and for looking at: `symposium record`. */
export async function record(
  { hub, terminal: { out } }: Context,
  runId: string,
  { threadId }: { threadId?: string },
): Promise<void> {
  const run = threadId === undefined ? await searchRun(hub, runId) : await getRun(hub, threadId, runId);
  await followRun(
    hub,
    run,
    SILENT_PRINTER,
    eachOnce((data, id) => out.write(`${id ? `id: ${formatEventId(id)}\n` : ''}data: ${data}\n\n`)),
  );
}

async function searchRun(hub: Hub, runId: string): Promise<Run> {
  const { data } = await hub.requestJson(pageSchema(threadSchema), '/v1/threads?limit=100');
  for (const { id } of data) {
    const run = await unlessMissing(getRun(hub, id, runId));
    if (run) return run;
  }
  throw new CliProblem(
    `None of your last hundred threads has the run ${runId}: name its thread with --thread-id.`,
    EXIT.usage,
  );
}

function getRun(hub: Hub, threadId: string, runId: string): Promise<Run> {
  return hub.requestJson(runSchema, runPath(threadId, runId));
}
