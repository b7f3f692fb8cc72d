import { inArray } from 'drizzle-orm';
import { textOf, type Message } from '../../../protocol/message.ts';
import type { RunStep } from '../../../protocol/run-step.ts';
import { visibleText } from '../../../protocol/visible-text.ts';
import type { Database } from '../../db/database.ts';
import { firstThatFit } from '../../db/pages.ts';
import { newestToolSteps } from '../../db/run-steps.ts';
import { messages as messageTable } from '../../db/schema.ts';
import type { ModelMessage } from '../../providers/provider.ts';

/** Maximum number of bytes per character in UTF-8. */
const BYTES_PER_CHARACTER = 4;

/** Messages for a model, with their time and their run. */
interface HistoryItem {
  at: number;
  runId: string | null;
  messages: ModelMessage[];
}

/**
 * Returns the messages that a run of an assistant sends to its model: the messages of the thread, and the tool
 * calls with outputs of this run and of the runs that wrote these messages.
 * @param maxCharacters maximum number of characters of all calls and outputs. The oldest are left out.
 */
export async function modelHistory(
  db: Database,
  messages: readonly Message[],
  runId: string,
  maxCharacters: number,
): Promise<ModelMessage[]> {
  const runIds = [...new Set([...messages.flatMap((message) => message.run_id ?? []), runId])];
  const rows = await newestToolSteps(db, runIds, maxCharacters * BYTES_PER_CHARACTER);
  const steps = rows.map(({ createdAt, runId: ofRun, step }) => {
    const sent = callsOf(step);
    return { at: createdAt.getTime(), runId: ofRun, messages: sent, size: JSON.stringify(sent).length };
  });
  const answered = steps.filter((item) => item.messages.length > 0);
  const calls = firstThatFit(answered.toReversed(), maxCharacters).toReversed();
  if (calls.length === 0) return messages.map(toModelMessage);
  return inOrder(await withTimes(db, messages), calls).flatMap((item) => item.messages);
}

function toModelMessage({ role, content }: Message): ModelMessage {
  const text = textOf(content);
  return { role, content: role === 'assistant' ? visibleText(text) : text };
}

/** Returns the calls of a step with their outputs; none if it has no outputs. */
function callsOf({ step_details: details }: RunStep): ModelMessage[] {
  if (details.type !== 'tool_calls') return [];
  const answered = details.tool_calls.filter((call) => call.function.output !== null);
  if (answered.length === 0) return [];
  const tool_calls = answered.map(({ id, type, function: { name, arguments: args } }) => ({
    id,
    type,
    function: { name, arguments: args },
  }));
  const outputs = answered.map(({ id, function: { output } }) => ({
    role: 'tool' as const,
    tool_call_id: id,
    content: output ?? '',
  }));
  return [{ role: 'assistant', content: null, tool_calls }, ...outputs];
}

async function withTimes(db: Database, messages: readonly Message[]): Promise<HistoryItem[]> {
  const ids = messages.flatMap(({ id, run_id: ofRun }) => (ofRun ? [id] : []));
  const rows = await db
    .select({ id: messageTable.id, createdAt: messageTable.createdAt })
    .from(messageTable)
    .where(inArray(messageTable.id, ids));
  const times = new Map(rows.map(({ id, createdAt }) => [id, createdAt.getTime()]));
  return messages.map((message) => ({
    at: times.get(message.id) ?? 0,
    runId: message.run_id ?? null,
    messages: [toModelMessage(message)],
  }));
}

/**
 * Inserts calls into messages: before the later messages of their run, otherwise after its last message, otherwise
 * at the end.
 */
function inOrder(messages: readonly HistoryItem[], calls: readonly HistoryItem[]): HistoryItem[] {
  const ordered = [...messages];
  for (const call of calls) {
    const later = ordered.findIndex(({ runId, at }) => runId === call.runId && at > call.at);
    const lastOfRun = ordered.findLastIndex(({ runId }) => runId === call.runId);
    const place = later >= 0 ? later : lastOfRun >= 0 ? lastOfRun + 1 : ordered.length;
    ordered.splice(place, 0, call);
  }
  return ordered;
}
