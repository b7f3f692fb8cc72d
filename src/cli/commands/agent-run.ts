import { text as readText } from 'node:stream/consumers';
import { cancelRun } from '../../client/runs.ts';
import { formatEventId, type EventId } from '../../protocol/event-id.ts';
import { resolveAgentId, listAgents } from '../agents.ts';
import { CliProblem, EXIT } from '../cli-problem.ts';
import type { Context } from '../context.ts';
import { createLineReader } from '../line-reader.ts';
import { createMessageWriter } from '../message-writer.ts';
import { withUnreadableWarning } from '../notice-printer.ts';
import { createPerson } from '../requests/person.ts';
import { withRequests, type RequestOptions } from '../requests/with-requests.ts';
import { withoutRepeats, failureText, followRun, startRunWithRetries } from '../runs.ts';
import { showRun } from '../show-run.ts';
import { SILENT_PRINTER } from '../run-printer.ts';
import { styled } from '../styled-text.ts';

interface AgentRunOptions {
  message?: string;
  /** The message, if it is the second argument. */
  argument?: string | undefined;
  stream: boolean;
  json: boolean;
  /** Approves all tool calls without asking. */
  yes: boolean;
  threadId?: string;
}

/** Sends one message and shows the reply: `symposium agent run`. */
export async function agentRun(
  context: Context,
  name: string | undefined,
  { message, argument, stream, json, yes, threadId }: AgentRunOptions,
): Promise<void> {
  const { hub, terminal, status, stdin } = context;
  const text = await messageFrom(context, message, argument);
  const assistantId = (await resolveAgentId(hub, name, threadId)) ?? (await firstAgent(context));
  const run = await startRunWithRetries(hub, { threadId: threadId ?? null, assistantId, text });
  terminal.err.write(styled('dim', `Conversation ${run.thread_id}`), '\n');

  /** Writes an event as a line of JSON: its id, its name and its data, as the hub sent them. */
  function writeLine(data: string, id: EventId | null): void {
    const event = parseObject(data);
    if (!event) return; // a warning says that it cannot be read
    terminal.out.writeText(`${JSON.stringify({ ...(id && { id: formatEventId(id) }), ...event })}\n`);
  }

  const writer = createMessageWriter(terminal.out);
  let interrupts = 0;
  let stoppedWriting = false;
  context.onInterrupt(() => {
    interrupts += 1;
    if (interrupts > 1) context.exitNow(EXIT.interrupted);
    stoppedWriting = writer.stop();
    terminal.err.write('\nStopping. Press Ctrl+C again to exit at once.\n');
    cancelRun(hub, run.thread_id, run.id).catch((error: unknown) => context.fail(error));
  });
  const canAsk = !json && stdin.isTTY && terminal.err.isTerminal;
  const reader = canAsk ? createLineReader(stdin, process.stderr) : null;
  const requests = {
    person: createPerson({ err: terminal.err, ask: reader?.ask ?? null, yes }),
    hidePrompt: reader?.hidePrompt ?? (async (write) => write()),
    fail: context.fail,
  } satisfies RequestOptions;
  const silent = () => withUnreadableWarning(SILENT_PRINTER, terminal, status);
  const { state } = json
    ? await followRun(
        hub,
        run,
        withRequests(silent(), { ...requests, hub, run, terminal, status }),
        withoutRepeats(writeLine),
      )
    : await showRun(hub, run, { terminal, status, stream, writer, requests });
  reader?.close();
  const failure = failureText(state);
  if (stoppedWriting || (interrupts > 0 && state.status === 'cancelled'))
    throw new CliProblem('Stopped.', EXIT.interrupted);
  if (failure) throw new CliProblem(failure);
}

/** Parses a JSON object. Returns null for anything else. */
function parseObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

async function messageFrom(
  { stdin }: Context,
  message: string | undefined,
  argument: string | undefined,
): Promise<string> {
  if (message !== undefined && argument !== undefined) {
    throw new CliProblem('There are two messages. Put one message after the agent or after -m.', EXIT.usage);
  }
  const given = message ?? argument;
  if (given === undefined && stdin.isTTY) {
    throw new CliProblem('Put the message after the agent or after -m, or pipe it in.', EXIT.usage);
  }
  const text = given ?? (await readText(stdin)).replace(/\r?\n$/, '');
  if (text.trim() === '') throw new CliProblem('The message is empty.', EXIT.usage);
  return text;
}

async function firstAgent({ hub }: Context): Promise<string> {
  const [first] = await listAgents(hub);
  if (!first) throw new CliProblem('The hub has no agents.');
  return first.id;
}
