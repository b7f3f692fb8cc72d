import { formatEventId, parseEventId } from '../../protocol/event-id.ts';
import type { Snapshot } from '../../protocol/snapshot.ts';
import { encodeEnvelope } from '../../protocol/sse-encode.ts';
import { RUN_EVENT, MESSAGE_PREFIX, RUN_STATUS_PREFIX } from '../../protocol/event-names.ts';
import type { Database } from '../db/database.ts';
import { allMessages } from '../db/messages.ts';
import { toRun, type RunRow } from '../db/runs.ts';

/**
 * A run whose log has been swept: how it ended, and the messages that stay. These bear the snapshot's id: a
 * client that goes by ids takes the snapshot as its word to fetch them, and one that does not reads them here.
 * @param lastEventId the id of the run's terminal event
 */
export async function sweptFrames(db: Database, run: RunRow, lastEventId: string): Promise<Buffer> {
  const last = parseEventId(lastEventId);
  const before = last && formatEventId({ ...last, seq: last.seq - 1 });
  const snapshot: Snapshot = { run: toRun(run), deltas: run.deltas ?? 0, drafts: [] };
  const messages = await allMessages(db, { runId: run.id });
  const frames = [
    encodeEnvelope(before, RUN_EVENT.snapshot, JSON.stringify(snapshot)),
    ...messages.map((message) =>
      encodeEnvelope(before, MESSAGE_PREFIX + message.status, JSON.stringify(message)),
    ),
    encodeEnvelope(lastEventId, RUN_STATUS_PREFIX + run.status, JSON.stringify(toRun(run))),
  ];
  return Buffer.from(frames.join(''));
}
