import { ApiError } from '../../client/hub-requests.ts';
import { threadPath } from '../../client/thread-path.ts';
import { formatEventId } from '../../protocol/event-id.ts';
import { pageSchema } from '../../protocol/page.ts';
import { runSchema, type Run } from '../../protocol/run.ts';
import { threadSchema } from '../../protocol/thread.ts';
import { CliProblem, EXIT } from '../cli-problem.ts';
import type { Context } from '../context.ts';
import { eachOnce } from '../each-once.ts';
import type { Hub } from '../hub.ts';
import { followRun } from '../runs.ts';

/** A run's stream as the hub sends it, for tests and for looking at: `symposium record`. */
export async function record(
  { hub, terminal: { out } }: Context,
  runId: string,
  { threadId }: { threadId?: string },
): Promise<void> {
  const run = threadId === undefined ? await searchRun(hub, runId) : await getRun(hub, threadId, runId);
  if (!run) {
    throw new CliProblem(
      `None of your last hundred threads has the run ${runId}: name its thread with --thread-id.`,
      EXIT.usage,
    );
  }
  await followRun(
    hub,
    run,
    { take() {}, end() {} },
    eachOnce((data, id) => out.write(`${id ? `id: ${formatEventId(id)}\n` : ''}data: ${data}\n\n`)),
  );
}

async function searchRun(hub: Hub, runId: string): Promise<Run | null> {
  const { data } = await hub.requestJson(pageSchema(threadSchema), '/v1/threads?limit=100');
  for (const { id } of data) {
    const run = await getRun(hub, id, runId);
    if (run) return run;
  }
  return null;
}

async function getRun(hub: Hub, threadId: string, runId: string): Promise<Run | null> {
  try {
    return await hub.requestJson(runSchema, `${threadPath(threadId)}/runs/${encodeURIComponent(runId)}`);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
