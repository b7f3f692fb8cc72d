import { discardedDraftsText } from '../client/outcome-texts.ts';
import { discardedDrafts } from '../client/run-notices.ts';
import type { Run } from '../protocol/run.ts';
import type { Hub } from './hub.ts';
import { createFinalMessagePrinter } from './final-message-printer.ts';
import type { MessageWriter } from './message-writer.ts';
import { withNotices, withUnreadableWarning } from './notice-printer.ts';
import { withReceipt } from './receipt-printer.ts';
import { followRun, endingRemark, watchChildren, type FollowedRun } from './runs.ts';
import { withRequests, type RequestOptions } from './requests/with-requests.ts';
import { createStreamPrinter } from './streaming/stream-printer.ts';
import type { StatusLine, Terminal } from './terminal.ts';
import { messagesOf } from './thread-messages.ts';
import { styled } from './styled-text.ts';

/** How to show a run. */
export interface ShowOptions {
  terminal: Terminal;
  status: StatusLine;
  /** Shows text, thinking and tool calls as they arrive, instead of the final messages. */
  stream: boolean;
  writer: MessageWriter;
  /** Answers the requests of the run's agent. Null if another client does. */
  requests: RequestOptions | null;
}

/** Shows a run to its end. */
export async function showRun(hub: Hub, run: Run, options: ShowOptions): Promise<FollowedRun> {
  const { terminal, status, stream, writer, requests } = options;
  const { err } = terminal;
  const messages = createFinalMessagePrinter(terminal, status, writer);
  const printer = stream ? createStreamPrinter(terminal, watchChildren(hub)) : messages;
  const withAll = withUnreadableWarning(withNotices(printer, terminal, status), terminal, status);
  const answering = requests ? withRequests(withAll, { ...requests, hub, run, terminal, status }) : withAll;
  const withTimes = withReceipt(answering, err);
  const followed = await followRun(hub, run, withTimes);
  if (!stream && !followed.isComplete) {
    for (const message of await messagesOf(hub, run)) await messages.print(message);
    messages.end();
  }
  const discarded = stream && followed.state.run ? discardedDrafts(followed.state.run) : null;
  if (discarded) err.write(styled('dim', `${discardedDraftsText(discarded)}.`), '\n');
  const note = stream ? missingFromStream(followed) : null;
  if (note) err.write(styled('dim', `${note} See "symposium thread show ${run.thread_id}".`), '\n');
  if (err.isTerminal) withTimes.print(followed.state);
  const remark = endingRemark(followed);
  if (remark) err.write(styled('yellow', remark), '\n');
  return followed;
}

/** Returns a text that says which part of the reply the stream did not show; null if the stream showed everything. */
function missingFromStream({ state, isComplete }: FollowedRun): string | null {
  if (!isComplete) return 'The hub no longer has all of this stream.';
  const notStreamed = state.messages.filter(({ streamed }) => streamed === null);
  if (notStreamed.length === 0) return null;
  return notStreamed.length === state.messages.length && state.deltas === 0
    ? 'This agent does not stream, so --stream shows nothing of its reply.'
    : 'Some of this reply was not streamed.';
}
