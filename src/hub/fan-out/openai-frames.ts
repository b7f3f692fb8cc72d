import { textOf, type Message } from '../../protocol/message.ts';
import { DONE, encodeNamedEvent } from '../../protocol/sse-encode.ts';
import { RUN_EVENT, MESSAGE_PREFIX, RUN_STATUS_PREFIX } from '../../protocol/event-names.ts';
import { ApiProblem } from '../http/api-problem.ts';
import type { Database } from '../db/database.ts';
import { allMessages } from '../db/messages.ts';
import { toRun, type RunRow } from '../db/runs.ts';
import { openAiRun } from '../openai-run.ts';
import { deltaEvent } from '../delta-log/run-events.ts';

/** What a client of OpenAI's is told whose cursor is not in the log: its text so far cannot be gone on with. */
export const UNKNOWN_CURSOR = errorFrame(
  'unknown_cursor',
  'This run has no event with that id, or none any more: ask for the stream without a cursor, or for the messages.',
);

function errorFrame(code: string, message: string): Buffer {
  const problem = new ApiProblem(400, message, { code });
  return Buffer.from(encodeNamedEvent(null, RUN_EVENT.error, JSON.stringify(problem)));
}

/**
 * A run whose log has been swept, as if it were told once more: its messages, each in one delta, and how it
 * ended. Only the end has an id: between the messages there is no place to go on from.
 */
export async function retoldFrames(db: Database, run: RunRow): Promise<Buffer> {
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
