import { formatEventId, parseEventId } from '../../protocol/event-id.ts';
import { MESSAGE_PREFIX, RUN_EVENT, RUN_STATUS_PREFIX } from '../../protocol/event-names.ts';
import type { ApiError } from '../../protocol/api-error.ts';
import { textOf, type Message } from '../../protocol/message.ts';
import type { Snapshot } from '../../protocol/snapshot.ts';
import { DONE, encodeEnvelope, encodeNamedEvent } from '../../protocol/sse-encode.ts';
import type { Database } from '../db/database.ts';
import { allMessages } from '../db/messages.ts';
import { toRun, type RunRow } from '../db/runs.ts';
import { openAiRun } from './openai-run.ts';
import { deltaEvent } from '../delta-log/run-events.ts';

/** Sent to an OpenAI client whose cursor is not in the log: its stream cannot be resumed. */
export const UNKNOWN_CURSOR = errorFrame(
  'unknown_cursor',
  'The event with this id does not exist or has been deleted. Request the stream without a cursor, or list the messages.',
);

function errorFrame(code: string, message: string): Buffer {
  const error: ApiError = { error: { message, type: 'invalid_request_error', param: null, code } };
  return Buffer.from(encodeNamedEvent(null, RUN_EVENT.error, JSON.stringify(error)));
}

/**
 * Returns the frames of a run whose log has been swept: a snapshot, its messages, and its end. The messages have the
 * snapshot's id: a client that skips known ids fetches the messages because of the snapshot, and any other client
 * reads them here.
 * @param lastEventId the id of the run's terminal event
 */
export async function sweptEnvelopeFrames(db: Database, run: RunRow, lastEventId: string): Promise<Buffer> {
  const last = parseEventId(lastEventId);
  const before = last && formatEventId({ ...last, seq: last.seq - 1 });
  const snapshot: Snapshot = {
    run: toRun(run),
    deltas: run.deltas ?? 0,
    drafts: [],
    thoughts: [],
    steps: [],
  };
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

/**
 * Returns the frames of a run whose log has been swept, for OpenAI's clients: its messages, each in one delta, and
 * its end. Only the end has an id, because a stream cannot be resumed between the messages.
 */
export async function sweptOpenAiFrames(db: Database, run: RunRow): Promise<Buffer> {
  const messages = await allMessages(db, { runId: run.id });
  const ended = openAiRun(toRun(run));
  const end = encodeNamedEvent(run.lastEventId, RUN_STATUS_PREFIX + ended.status, JSON.stringify(ended));
  return Buffer.from([...messages.map(messageFrames), end, DONE].join(''));
}

function messageFrames(message: Message): string {
  const opened: Message = {
    ...message,
    status: 'in_progress',
    content: [],
    incomplete_details: null,
    completed_at: null,
    incomplete_at: null,
  };
  const delta = deltaEvent(message.id, textOf(message.content));
  return [
    { event: RUN_EVENT.messageCreated, data: opened },
    delta,
    { event: MESSAGE_PREFIX + message.status, data: message },
  ]
    .map(({ event, data }) => encodeNamedEvent(null, event, JSON.stringify(data)))
    .join('');
}
