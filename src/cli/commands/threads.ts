import { allRuns } from '../../client/runs.ts';
import { getAssistant } from '../../client/assistants.ts';
import { messageLabel } from '../../client/partial-reason.ts';
import { speakerNames } from '../../client/speaker-names.ts';
import { threadAsMarkdown } from '../../client/thread-as-markdown.ts';
import { threadPath } from '../../client/paths.ts';
import { loadWholeThread, threadsAsJson } from '../../client/whole-threads.ts';
import type { Message } from '../../protocol/message.ts';
import { pageSchema } from '../../protocol/page.ts';
import { threadSchema, type Thread } from '../../protocol/thread.ts';
import { CliProblem, EXIT } from '../cli-problem.ts';
import type { Context } from '../context.ts';
import type { Hub } from '../hub.ts';
import { turnEndings } from '../turn-endings.ts';
import { createLineReader } from '../line-reader.ts';
import { createMessageWriter } from '../message-writer.ts';
import { loadTimeline } from '../thread-timeline.ts';
import { writeThinking, writeToolStep } from '../write-steps.ts';
import { styled } from '../styled-text.ts';
import { writeColumns } from '../write-columns.ts';

const time = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' });

interface ListOptions {
  search?: string;
  limit: number;
  /** Lists every version of a conversation, not only the latest. */
  allVersions: boolean;
  json: boolean;
}

/** Lists conversations, the most recently active first: `symposium thread list`. */
export async function threadList({ hub, terminal: { out } }: Context, options: ListOptions): Promise<void> {
  const search = options.search === undefined ? '' : `&search=${encodeURIComponent(options.search)}`;
  const path = `/v1/threads?limit=${options.limit}&versions=${options.allVersions ? 'all' : 'latest'}${search}`;
  const { data } = await hub.requestJson(pageSchema(threadSchema), path);
  if (options.json) return out.writeText(`${JSON.stringify(data, null, 2)}\n`);
  const rows = data.map((thread) => [thread.id, lastActive(thread), titleOf(thread)]);
  writeColumns(out, rows);
}

function titleOf({ metadata }: Thread): string {
  return metadata['topic'] || 'Untitled';
}

function lastActive({ last_active_at, created_at }: Thread): string {
  return time.format((last_active_at ?? created_at) * 1000);
}

interface ShowThreadOptions {
  /** Shows what the models thought. Otherwise only the time is shown. */
  thinking: boolean;
}

/** Shows a conversation: `symposium thread show`. */
export async function threadShow(
  { hub, terminal: { out } }: Context,
  threadId: string,
  { thinking }: ShowThreadOptions,
): Promise<void> {
  const { signal } = new AbortController();
  const runs = await allRuns(hub, threadId, signal); // first, so that the messages include all replies of ended runs
  const timeline = await loadTimeline(hub, threadId, signal);
  const messages = timeline.map(({ message }) => message);
  const nameOf = await namesIn(hub, messages);
  const endings = new Map(turnEndings(messages, runs).map((ending) => [ending.after, ending]));
  const writer = createMessageWriter(out);
  for (const [index, { message, before, after }] of timeline.entries()) {
    if (index > 0) out.write('\n');
    out.write(styled('bold', nameOf(message)), '\n');
    for (const step of before) writeToolStep(out, step, thinking);
    if (message.thinking) writeThinking(out, message.thinking, thinking);
    if (before.length > 0 || message.thinking) out.write('\n');
    await writer.write(message);
    const label = messageLabel(message);
    if (label) out.write(styled('yellow', label), '\n');
    if (after.length > 0) out.write('\n');
    for (const step of after) writeToolStep(out, step, thinking);
    const ending = endings.get(index);
    if (ending?.leftOut) out.write('\n', styled('dim', ending.leftOut), '\n');
    if (ending?.discarded) out.write('\n', styled('dim', ending.discarded), '\n');
    if (ending?.text) out.write('\n', styled('yellow', ending.text), '\n');
  }
}

function namesIn(hub: Hub, messages: readonly Message[]): Promise<(message: Message) => string> {
  return speakerNames(messages, (id) => getAssistant(hub, id));
}

/** Writes a conversation as a document: `symposium thread export`. */
export async function threadExport(
  { hub, terminal: { out } }: Context,
  threadId: string,
  { format }: { format: 'markdown' | 'json' },
): Promise<void> {
  const whole = await loadWholeThread(hub, threadId, new AbortController().signal, format === 'json');
  if (format === 'json') return out.writeText(threadsAsJson([whole], Date.now()));
  out.writeText(threadAsMarkdown(whole.thread, whole.messages, await namesIn(hub, whole.messages)));
}

/** Deletes conversations with all of their versions, after a confirmation: `symposium thread delete`. */
export async function threadDelete(
  context: Context,
  threadIds: readonly string[],
  { yes }: { yes: boolean },
): Promise<void> {
  const { hub, terminal } = context;
  for (const threadId of threadIds) {
    const thread = await hub.requestJson(threadSchema, threadPath(threadId));
    if (!yes && !(await confirmDeletion(context, thread))) continue;
    await hub.request(`${threadPath(threadId)}?versions=all`, { method: 'DELETE' });
    terminal.err.write(`Deleted ${threadId}.\n`);
  }
}

async function confirmDeletion({ stdin, exitNow }: Context, thread: Thread): Promise<boolean> {
  if (!stdin.isTTY)
    throw new CliProblem('Cannot ask for confirmation without a terminal. Add --yes to delete.', EXIT.usage);
  const title = titleOf(thread);
  const reader = createLineReader(stdin, process.stderr);
  reader.onInterrupt(() => {
    process.stderr.write('\n');
    exitNow(EXIT.interrupted);
  });
  const answer = await reader.read(
    `Delete "${title}" (${thread.id}) with all of its versions? This cannot be undone. [y/N] `,
  );
  reader.close();
  return answer !== null && /^y(es)?$/i.test(answer.trim());
}
