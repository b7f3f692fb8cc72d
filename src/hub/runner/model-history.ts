import { inArray } from 'drizzle-orm';
import { textOf, type Message } from '../../protocol/message.ts';
import type { RunStep } from '../../protocol/run-step.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import type { Database } from '../db/database.ts';
import { nearestThatFit } from '../db/pages.ts';
import { newestToolSteps } from '../db/run-steps.ts';
import { messages as messageTable } from '../db/schema.ts';
import type { ModelMessage } from '../providers/provider.ts';

/** As many as UTF-8 takes for one at most. */
const BYTES_PER_CHARACTER = 4;

/** Something that is sent to a model, its time, and its run. */
interface Said {
  at: number;
  runId: string | null;
  messages: ModelMessage[];
}

/**
 * What a run of an assistant sends to its model: the messages of the thread, and among them the calls of tools, with
 * their outputs, of this run and of the runs that wrote these messages.
 * @param most how many characters the calls and outputs may have together; the oldest are left out
 */
export async function modelHistory(
  db: Database,
  messages: readonly Message[],
  runId: string,
  most: number,
): Promise<ModelMessage[]> {
  const runIds = [...new Set([...messages.flatMap((message) => message.run_id ?? []), runId])];
  const steps = await newestToolSteps(db, runIds, most * BYTES_PER_CHARACTER);
  const called = steps.map(({ createdAt, runId: ofRun, step }) => {
    const sent = callsOf(step);
    return { at: createdAt.getTime(), runId: ofRun, messages: sent, size: JSON.stringify(sent).length };
  });
  const answered = called.filter((said) => said.messages.length > 0);
  const calls = nearestThatFit(answered.toReversed(), most).toReversed();
  if (calls.length === 0) return messages.map(toModelMessage);
  return inOrder(await withTimes(db, messages), calls).flatMap((said) => said.messages);
}

function toModelMessage({ role, content }: Message): ModelMessage {
  const text = textOf(content);
  return { role, content: role === 'assistant' ? visibleText(text) : text };
}

/** The calls of a step and their outputs; nothing of a step that has none of these. */
function callsOf({ step_details: details }: RunStep): ModelMessage[] {
  if (details.type !== 'tool_calls') return [];
  const answered = details.tool_calls.filter((call) => call.function.output !== null);
  if (answered.length === 0) return [];
  const tool_calls = answered.map(({ id, type, function: { name, arguments: said } }) => ({
    id,
    type,
    function: { name, arguments: said },
  }));
  const outputs = answered.map(({ id, function: { output } }) => ({
    role: 'tool' as const,
    tool_call_id: id,
    content: output ?? '',
  }));
  return [{ role: 'assistant', content: null, tool_calls }, ...outputs];
}

async function withTimes(db: Database, messages: readonly Message[]): Promise<Said[]> {
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

/** Puts calls among messages: before the messages of their run that came later, else after the last one of all. */
function inOrder(messages: readonly Said[], calls: readonly Said[]): Said[] {
  const ordered = [...messages];
  for (const call of calls) {
    const later = ordered.findIndex(({ runId, at }) => runId === call.runId && at > call.at);
    const lastOfRun = ordered.findLastIndex(({ runId }) => runId === call.runId);
    const place = later >= 0 ? later : lastOfRun >= 0 ? lastOfRun + 1 : ordered.length;
    ordered.splice(place, 0, call);
  }
  return ordered;
}
