import { nullIfMissing } from '../../client/hub-requests.ts';
import { runPath, streamPath } from '../../client/paths.ts';
import { formatEventId, parseEventId, type EventId } from '../../protocol/event-id.ts';
import { pageSchema } from '../../protocol/page.ts';
import { isActive, runSchema, type Run } from '../../protocol/run.ts';
import { parseEnvelope } from '../../protocol/stream-event.ts';
import { threadSchema } from '../../protocol/thread.ts';
import { CliProblem, EXIT } from '../cli-problem.ts';
import type { Context } from '../context.ts';
import type { Hub } from '../hub.ts';
import { eachOnce, followRun } from '../runs.ts';
import { SILENT_PRINTER } from '../stream-printer.ts';

/** A run's stream as the hub sends it, for tests and for looking at: `symposium record`. */
export async function record(
  { hub, terminal: { out } }: Context,
  runId: string,
  { threadId }: { threadId?: string },
): Promise<void> {
  const run = threadId === undefined ? await searchRun(hub, runId) : await getRun(hub, threadId, runId);
  const write = (data: string, id: EventId | null): void =>
    out.writeText(`data: ${data}\n${id ? `id: ${formatEventId(id)}\n` : ''}\n`);
  if (isActive(run.status)) await followRun(hub, run, SILENT_PRINTER, eachOnce(write));
  else await readKept(hub, run, write);
}

/** Reads what the hub keeps of a run that is over: its events, or after a while its messages in their place. */
async function readKept(hub: Hub, run: Run, take: (data: string, id: EventId | null) => void): Promise<void> {
  const source = hub.openEventSource(streamPath(run.thread_id, run.id));
  try {
    await new Promise<void>((resolve, reject) => {
      source.addEventListener('message', ({ data, lastEventId }) => {
        take(String(data), parseEventId(lastEventId));
        const event = parseEnvelope(String(data));
        if (event.type === 'run.status' && !isActive(event.status)) resolve();
      });
      source.addEventListener('error', () =>
        reject(new CliProblem('The connection to the hub was lost before the end of the stream.')),
      );
    });
  } finally {
    source.close();
  }
}

async function searchRun(hub: Hub, runId: string): Promise<Run> {
  const { data } = await hub.requestJson(pageSchema(threadSchema), '/v1/threads?limit=100');
  for (const { id } of data) {
    const run = await nullIfMissing(getRun(hub, id, runId));
    if (run) return run;
  }
  throw new CliProblem(
    `None of your last hundred conversations has the run ${runId}: name its conversation with --thread-id.`,
    EXIT.usage,
  );
}

function getRun(hub: Hub, threadId: string, runId: string): Promise<Run> {
  return hub.requestJson(runSchema, runPath(threadId, runId));
}
