import { threadPath } from '../client/thread-path.ts';
import { messageSchema, type Message } from '../protocol/message.ts';
import { pageSchema } from '../protocol/page.ts';
import type { Run } from '../protocol/run.ts';
import type { Hub, StreamOptions } from './hub.ts';
import { createMessagePrinter } from './message-printer.ts';
import { followRun, type FollowedRun } from './runs.ts';
import { createStreamPrinter } from './stream-printer.ts';
import type { StatusLine, Terminal } from './terminal.ts';

/** What a run is shown by. */
export interface ShowOptions {
  terminal: Terminal;
  status: StatusLine;
  /** The text as it is received; otherwise the final messages. */
  stream: boolean;
  onEnvelope?: StreamOptions['onEnvelope'];
}

/** The messages of a thread after one of them, oldest first; null: all. */
export function messagesAfter(hub: Hub, threadId: string, after: string | null): Promise<Message[]> {
  const { signal } = new AbortController();
  return hub.requestAllPages(messageSchema, `${threadPath(threadId)}/messages`, { after, signal });
}

/** The last messages of a thread, oldest first, at most a hundred. */
export async function lastMessages(hub: Hub, threadId: string, count: number): Promise<Message[]> {
  const path = `${threadPath(threadId)}/messages?order=desc&limit=${count}`;
  const { data } = await hub.requestJson(pageSchema(messageSchema), path);
  return data.toReversed();
}

/** Shows a run until it ends. */
export async function showRun(hub: Hub, run: Run, options: ShowOptions): Promise<FollowedRun> {
  const { terminal, status, stream, onEnvelope } = options;
  const { out, err } = terminal;
  const messages = createMessagePrinter(terminal, status);
  const printer = stream ? createStreamPrinter(out.writeText) : messages;
  const followed = await followRun(hub, run, printer, onEnvelope);
  if (!stream) {
    if (!followed.isWhole) for (const message of await messagesOf(hub, run)) messages.print(message);
    return followed;
  }
  const note = whatStreamLacks(followed);
  if (note) err.write(`${err.colors.dim(`${note} See "symposium thread show ${run.thread_id}".`)}\n`);
  return followed;
}

async function messagesOf(hub: Hub, run: Run): Promise<Message[]> {
  const messages = await messagesAfter(hub, run.thread_id, null);
  return messages.filter(({ run_id, role }) => role === 'assistant' && run_id === run.id);
}

/** What a person who sees the stream alone is not shown; null where that is nothing. */
function whatStreamLacks({ state, isWhole }: FollowedRun): string | null {
  if (!isWhole) return 'The hub no longer keeps all of this stream.';
  const silent = state.messages.filter(({ streamed }) => streamed === null);
  if (silent.length === 0) return null;
  return silent.length === state.messages.length
    ? 'This agent does not stream, so that --stream shows nothing of its reply.'
    : 'Some of this reply was not streamed.';
}
