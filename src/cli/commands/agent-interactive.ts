import { isSignInRequired } from '../../client/hub-requests.ts';
import { cancelRun } from '../../client/runs.ts';
import { threadPath } from '../../client/paths.ts';
import { threadSchema } from '../../protocol/thread.ts';
import { resolveAgentId } from '../agents.ts';
import { chooseAgent } from '../choose-agent.ts';
import { EXIT, writeProblem } from '../cli-problem.ts';
import type { Context } from '../context.ts';
import { openConversation, type Conversation } from '../conversation.ts';
import { toCliProblem } from '../hub.ts';
import { createLineReader, type LineReader } from '../line-reader.ts';
import { createPerson } from '../requests/person.ts';
import { failureText } from '../runs.ts';
import { styled } from '../styled-text.ts';

interface InteractiveOptions {
  stream: boolean;
  /** Approves all tool calls without asking. */
  yes: boolean;
  threadId?: string;
}

/** Number of messages that are shown of a resumed conversation. */
const SHOWN_MESSAGES = 4;
const PROMPT = '› ';
/** A backslash at the end of a line continues the message in the next line. */
const CONTINUATION = /\\$/;

/** Holds a conversation: `symposium agent interactive`. */
export async function agentInteractive(
  context: Context,
  name: string | undefined,
  { stream, yes, threadId }: InteractiveOptions,
): Promise<void> {
  const { hub, terminal, stdin } = context;
  const { err } = terminal;
  const reader = createLineReader(stdin, process.stderr);
  let conversation: Conversation | null = null;
  /** True once the token is no longer valid. The conversation then ends as at the end of input. */
  let isSignedOut = false;
  listenForInterrupts(context, reader, () => conversation, reportError);

  if (threadId !== undefined) await hub.requestJson(threadSchema, threadPath(threadId));
  const assistantId =
    (await resolveAgentId(hub, name, threadId)) ?? (await chooseAgent(context, reader))?.id ?? null;
  if (assistantId === null) return reader.close();
  conversation = openConversation(context, {
    threadId: threadId ?? null,
    assistantId,
    stream,
    requests: {
      person: createPerson({ err, ask: stdin.isTTY && err.isTerminal ? reader.ask : null, yes }),
      hidePrompt: reader.hidePrompt,
      fail: context.fail,
    },
    onThread: (id) => err.write(styled('dim', `Conversation ${id}`), '\n'),
    onProblem: (error) => void reader.hidePrompt(async () => reportError(error)),
  });
  err.write(styled('dim', `${assistantId}. Ctrl+C stops a reply, Ctrl+D exits.`), '\n');
  if (threadId !== undefined) await conversation.resume(stdin.isTTY ? SHOWN_MESSAGES : 0);

  function reportError(error: unknown): void {
    if (isSignedOut) return;
    context.status.clear();
    writeProblem(err, toCliProblem(error, hub.url).message);
    if (!isSignInRequired(error)) return;
    isSignedOut = true;
    reader.close();
  }

  let hasFailed = false;
  for (let text; !isSignedOut && (text = await readMessage(reader)) !== null;) {
    if (text.trim() === '') continue;
    hasFailed = false;
    try {
      const { state } = await conversation.send(text);
      const failure = failureText(state);
      if (failure) writeProblem(err, failure);
      hasFailed = failure !== null;
    } catch (error) {
      reportError(error);
      hasFailed = true;
    }
  }
  const closed = conversation.close();
  if (!stdin.isTTY) await closed; // in a terminal, do not wait for the runs of other clients
  reader.close();
  printResumeHint(context, conversation);
  context.exit(isSignedOut || (hasFailed && !stdin.isTTY) ? EXIT.failed : EXIT.ok);
}

/**
 * Reads a message: all lines up to the first line that does not end with a backslash. Returns null at the end of input.
 */
async function readMessage(reader: LineReader): Promise<string | null> {
  let message = '';
  for (let prompt = PROMPT; ; prompt = '… ') {
    const line = await reader.read(prompt);
    if (line === null) return message === '' ? null : message;
    if (!CONTINUATION.test(line)) return message + line;
    message += `${line.replace(CONTINUATION, '')}\n`;
  }
}

/** Listens for Ctrl+C. The first Ctrl+C stops the reply, and the second exits. Without a reply, the first one exits. */
function listenForInterrupts(
  context: Context,
  reader: LineReader,
  current: () => Conversation | null,
  reportError: (error: unknown) => void,
): void {
  const { err } = context.terminal;
  let stoppedRun: string | null = null;
  reader.onInterrupt(() => {
    const conversation = current();
    const run = conversation?.running ?? null;
    const stoppedWriting = conversation?.stopWriting() ?? false;
    if (stoppedWriting && !run) return;
    if (!run || stoppedRun === run.id) {
      err.write('\n');
      if (conversation) printResumeHint(context, conversation);
      context.exitNow(EXIT.interrupted);
    }
    stoppedRun = run.id;
    context.status.clear();
    err.write('\nStopping. Press Ctrl+C again to exit.\n');
    cancelRun(context.hub, run.thread_id, run.id).catch(reportError);
  });
}

function printResumeHint({ terminal: { err } }: Context, { threadId }: Conversation): void {
  if (threadId === null) return;
  err.write(styled('dim', `Resume with: npx symposium agent interactive --thread-id ${threadId}`), '\n');
}
