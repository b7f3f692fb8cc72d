import { isSignInRequired } from '../../client/hub-requests.ts';
import { cancelRun } from '../../client/runs.ts';
import { threadPath } from '../../client/paths.ts';
import { threadSchema } from '../../protocol/thread.ts';
import { agentOf } from '../agents.ts';
import { chooseAgent } from '../choose-agent.ts';
import { EXIT, writeProblem } from '../cli-problem.ts';
import type { Context } from '../context.ts';
import { openConversation, type Conversation } from '../conversation.ts';
import { problemOf } from '../hub.ts';
import { createLineReader, type LineReader } from '../line-reader.ts';
import { failureOf } from '../runs.ts';
import { styled } from '../styled-text.ts';

interface InteractiveOptions {
  stream: boolean;
  threadId?: string;
}

/** How much of a thread is shown that is gone on with, in messages. */
const SHOWN_AGAIN = 4;
const PROMPT = '› ';
/** At the end of a line: the message goes on in the next. */
const GOES_ON = /\\$/;

/** A conversation: `symposium agent interactive`. */
export async function agentInteractive(
  context: Context,
  name: string | undefined,
  { stream, threadId }: InteractiveOptions,
): Promise<void> {
  const { hub, terminal, stdin } = context;
  const { err } = terminal;
  const reader = createLineReader(stdin, process.stderr);
  let conversation: Conversation | null = null;
  /** Set once the token is no longer valid. Then nothing can be said, and the conversation ends as at the end of input. */
  let isSignedOut = false;
  listenForInterrupts(context, reader, () => conversation, complain);

  if (threadId !== undefined) await hub.requestJson(threadSchema, threadPath(threadId));
  const assistantId =
    (await agentOf(hub, name, threadId)) ?? (await chooseAgent(context, reader))?.id ?? null;
  if (assistantId === null) return reader.close();
  conversation = openConversation(context, {
    threadId: threadId ?? null,
    assistantId,
    stream,
    aside: reader.aside,
    onThread: (id) => err.write(styled('dim', `Conversation ${id}`), '\n'),
    onProblem: (error) => void reader.aside(async () => complain(error)),
  });
  err.write(styled('dim', `${assistantId}. Ctrl+C stops a reply, Ctrl+D leaves.`), '\n');
  if (threadId !== undefined) await conversation.goOn(stdin.isTTY ? SHOWN_AGAIN : 0);

  function complain(error: unknown): void {
    if (isSignedOut) return;
    context.status.clear();
    writeProblem(err, problemOf(error, hub.url).message);
    if (!isSignInRequired(error)) return;
    isSignedOut = true;
    reader.close();
  }

  let hasFailed = false;
  for (let text; !isSignedOut && (text = await readMessage(reader)) !== null;) {
    if (text.trim() === '') continue;
    hasFailed = false;
    try {
      const { state } = await conversation.say(text);
      const failure = failureOf(state);
      if (failure) writeProblem(err, failure);
      hasFailed = failure !== null;
    } catch (error) {
      complain(error);
      hasFailed = true;
    }
  }
  const closed = conversation.close();
  if (!stdin.isTTY) await closed; // a person does not wait for what others have under way
  reader.close();
  sayHowToGoOn(context, conversation);
  context.end(isSignedOut || (hasFailed && !stdin.isTTY) ? EXIT.failed : EXIT.ok);
}

/** What a person writes, up to a line that does not end with a backslash; null at the end of input. */
async function readMessage(reader: LineReader): Promise<string | null> {
  let message = '';
  for (let prompt = PROMPT; ; prompt = '… ') {
    const line = await reader.read(prompt);
    if (line === null) return message === '' ? null : message;
    if (!GOES_ON.test(line)) return message + line;
    message += `${line.replace(GOES_ON, '')}\n`;
  }
}

/** The first Ctrl+C stops what is being said, the next one leaves; so does the first where nothing is. */
function listenForInterrupts(
  context: Context,
  reader: LineReader,
  current: () => Conversation | null,
  complain: (error: unknown) => void,
): void {
  const { err } = context.terminal;
  let stopped: string | null = null;
  reader.onInterrupt(() => {
    const conversation = current();
    const run = conversation?.running ?? null;
    const isCutShort = conversation?.stopWriting() ?? false;
    if (isCutShort && !run) return;
    if (!run || stopped === run.id) {
      err.write('\n');
      if (conversation) sayHowToGoOn(context, conversation);
      context.leave(EXIT.interrupted);
    }
    stopped = run.id;
    context.status.clear();
    err.write('\nStopping. Press Ctrl+C again to leave.\n');
    cancelRun(context.hub, run.thread_id, run.id).catch(complain);
  });
}

function sayHowToGoOn({ terminal: { err } }: Context, { threadId }: Conversation): void {
  if (threadId === null) return;
  err.write(styled('dim', `Resume with: npx symposium agent interactive --thread-id ${threadId}`), '\n');
}
