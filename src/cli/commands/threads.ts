import { createInterface } from 'node:readline/promises';
import { threadAsMarkdown } from '../../client/thread-as-markdown.ts';
import { threadPath } from '../../client/thread-path.ts';
import { threadsAsJson } from '../../client/threads-as-json.ts';
import { loadWholeThread } from '../../client/whole-threads.ts';
import type { Message } from '../../protocol/message.ts';
import { pageSchema } from '../../protocol/page.ts';
import { threadSchema, type Thread } from '../../protocol/thread.ts';
import { CliProblem, EXIT } from '../cli-problem.ts';
import type { Context } from '../context.ts';
import { agentTitle, listAgents } from '../agents.ts';
import { writeMessage } from '../write-message.ts';
import { writeColumns } from '../write-columns.ts';

const time = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' });

interface ListOptions {
  search?: string;
  limit: number;
  json: boolean;
}

/** The threads in which something happened last: `symposium thread list`. */
export async function threadList({ hub, terminal: { out } }: Context, options: ListOptions): Promise<void> {
  const search = options.search === undefined ? '' : `&search=${encodeURIComponent(options.search)}`;
  const path = `/v1/threads?limit=${options.limit}${search}`;
  const { data } = await hub.requestJson(pageSchema(threadSchema), path);
  if (options.json) out.write(`${JSON.stringify(data, null, 2)}\n`);
  else
    writeColumns(
      out,
      data.map((thread) => [thread.id, lastActive(thread), titleOf(thread)]),
    );
}

function titleOf({ metadata }: Thread): string {
  return metadata['topic'] || 'Untitled';
}

function lastActive({ last_active_at, created_at }: Thread): string {
  return time.format((last_active_at ?? created_at) * 1000);
}

/** A thread, to be read: `symposium thread show`. */
export async function threadShow({ hub, terminal: { out } }: Context, threadId: string): Promise<void> {
  const { messages } = await loadWholeThread(hub, threadId, new AbortController().signal);
  const nameOf = await namesIn(hub, messages);
  for (const [index, message] of messages.entries()) {
    if (index > 0) out.write('\n');
    out.write(`${out.colors.bold(nameOf(message))}\n`);
    writeMessage(out, message);
  }
}

async function namesIn(
  hub: Context['hub'],
  messages: readonly Message[],
): Promise<(message: Message) => string> {
  const agents = messages.some(({ role }) => role === 'assistant') ? await listAgents(hub) : [];
  const names = new Map(agents.map((agent) => [agent.id, agentTitle(agent)]));
  return ({ role, assistant_id }) =>
    role === 'user' ? 'You' : (names.get(assistant_id ?? '') ?? assistant_id ?? 'Agent');
}

/** A thread, to be kept: `symposium thread export`. */
export async function threadExport(
  { hub, terminal: { out } }: Context,
  threadId: string,
  { format }: { format: 'markdown' | 'json' },
): Promise<void> {
  const whole = await loadWholeThread(hub, threadId, new AbortController().signal);
  if (format === 'json') return out.writeText(threadsAsJson([whole], Date.now()));
  out.writeText(threadAsMarkdown(whole.thread, whole.messages, await namesIn(hub, whole.messages)));
}

/** Deletes threads, once a person has said so: `symposium thread delete`. */
export async function threadDelete(
  context: Context,
  threadIds: readonly string[],
  { yes }: { yes: boolean },
): Promise<void> {
  const { hub, terminal } = context;
  for (const threadId of threadIds) {
    const thread = await hub.requestJson(threadSchema, threadPath(threadId));
    if (
      !yes &&
      !(await confirms(
        context,
        `Delete "${titleOf(thread)}" (${threadId})? It cannot be brought back. [y/N] `,
      ))
    )
      continue;
    await hub.request(threadPath(threadId), { method: 'DELETE' });
    terminal.err.write(`Deleted ${threadId}.\n`);
  }
}

async function confirms({ stdin }: Context, question: string): Promise<boolean> {
  if (!stdin.isTTY) throw new CliProblem('Nobody can be asked here: add --yes to delete.', EXIT.usage);
  const lines = createInterface({ input: stdin, output: process.stderr });
  const answer = await lines.question(question);
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}
