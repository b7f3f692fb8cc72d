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
import { withoutRepeats, followRun } from '../runs.ts';
import { SILENT_PRINTER } from '../run-printer.ts';

/** Writes a run's stream as the hub sends it: `symposium record`. */
export async function record(
  { hub, terminal: { out } }: Context,
  runId: string,
  { threadId }: { threadId?: string },
): Promise<void> {
  const run = threadId === undefined ? await findRun(hub, runId) : await getRun(hub, threadId, runId);
  const write = (data: string, id: EventId | null): void =>
    out.writeText(`data: ${data}\n${id ? `id: ${formatEventId(id)}\n` : ''}\n`);
  if (isActive(run.status)) await followRun(hub, run, SILENT_PRINTER, withoutRepeats(write));
  else await readStored(hub, run, write);
}

/**
 * Reads the stream of a run that has ended. It contains the run's events; once those are deleted, it contains a
 * snapshot and the run's messages.
 */
async function readStored(
  hub: Hub,
  run: Run,
  take: (data: string, id: EventId | null) => void,
): Promise<void> {
  const source = hub.openEventSource(streamPath(run.thread_id, run.id));
  try {
    await new Promise<void>((resolve, reject) => {
      source.addEventListener('message', ({ data, lastEventId }) => {
        take(String(data), parseEventId(lastEventId));
        const event = parseEnvelope(String(data));
        if (event.type === 'run.status' && !isActive(event.status)) resolve();
      });
      source.addEventListener('error', () =>
        reject(new CliProblem('Lost the connection to the hub before the end of the stream. Try again.')),
      );
    });
  } finally {
    source.close();
  }
}

async function findRun(hub: Hub, runId: string): Promise<Run> {
  const { data } = await hub.requestJson(pageSchema(threadSchema), '/v1/threads?limit=100');
  for (const { id } of data) {
    const run = await nullIfMissing(getRun(hub, id, runId));
    if (run) return run;
  }
  throw new CliProblem(
    `None of your last 100 conversations has the run ${runId}. Name its conversation with --thread-id.`,
    EXIT.usage,
  );
}

function getRun(hub: Hub, threadId: string, runId: string): Promise<Run> {
  return hub.requestJson(runSchema, runPath(threadId, runId));
}
