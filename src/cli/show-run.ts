import { discardedDrafts, discardedDraftsText } from '../client/run-notices.ts';
import type { Run } from '../protocol/run.ts';
import type { Hub } from './hub.ts';
import { createMessagePrinter } from './message-printer.ts';
import type { MessageWriter } from './message-writer.ts';
import { withNotices, withUnreadable } from './notice-printer.ts';
import { followRun, remarkOn, type FollowedRun } from './runs.ts';
import { createStreamPrinter } from './stream-printer.ts';
import type { StatusLine, Terminal } from './terminal.ts';
import { messagesOf } from './thread-messages.ts';
import { styled } from './styled-text.ts';

/** What a run is shown by. */
export interface ShowOptions {
  terminal: Terminal;
  status: StatusLine;
  /** The text as it is received; otherwise the final messages. */
  stream: boolean;
  writer: MessageWriter;
}

/** Shows a run until it ends. */
export async function showRun(hub: Hub, run: Run, options: ShowOptions): Promise<FollowedRun> {
  const { terminal, status, stream, writer } = options;
  const { out, err } = terminal;
  const messages = createMessagePrinter(terminal, status, writer);
  const printer = stream ? createStreamPrinter(out.writeText, out.isTerminal) : messages;
  const withAll = withUnreadable(withNotices(printer, terminal, status), terminal, status);
  const followed = await followRun(hub, run, withAll);
  if (!stream && !followed.isWhole) {
    for (const message of await messagesOf(hub, run)) await messages.print(message);
    messages.end();
  }
  const unkept = stream && followed.state.run ? discardedDrafts(followed.state.run) : null;
  if (unkept) err.write(styled('dim', `${discardedDraftsText(unkept)}.`), '\n');
  const note = stream ? whatStreamLacks(followed) : null;
  if (note) err.write(styled('dim', `${note} See "symposium thread show ${run.thread_id}".`), '\n');
  const remark = remarkOn(followed);
  if (remark) err.write(styled('yellow', remark), '\n');
  return followed;
}

/** What a person who sees the stream alone is not shown; null where that is nothing. */
function whatStreamLacks({ state, isWhole }: FollowedRun): string | null {
  if (!isWhole) return 'The hub no longer keeps all of this stream.';
  const silent = state.messages.filter(({ streamed }) => streamed === null);
  if (silent.length === 0) return null;
  return silent.length === state.messages.length && state.deltas === 0
    ? 'This agent does not stream, so that --stream shows nothing of its reply.'
    : 'Some of this reply was not streamed.';
}
