import type { WireMessage } from './wire-message.ts';
/** A call of a tool, as far as it has to be known here. */
interface Call {
  id: string;
  [field: string]: unknown;
}

/**
 * Messages whose calls of tools and results belong together, as all servers want it: a call whose run was stopped
 * before its result, and a result without a call, are left out, and an id that comes again gets another name.
 */
export function withPairedCalls(messages: readonly WireMessage[]): WireMessage[] {
  const paired: WireMessage[] = [];
  const used = new Map<string, number>();
  for (const [at, message] of messages.entries()) {
    if (message.role === 'tool') continue; // it comes with its call
    if (!('tool_calls' in message)) {
      paired.push(message);
      continue;
    }
    const { tool_calls: _calls, ...withoutCalls } = message;
    const results = resultsAfter(messages, at);
    const calls = callsOf(message).filter(({ id }) => results.has(id));
    if (calls.length === 0) {
      paired.push(withoutCalls);
      continue;
    }
    const ids = new Map(calls.map(({ id }) => [id, unusedId(id, used)]));
    paired.push({ ...message, tool_calls: calls.map((call) => ({ ...call, id: ids.get(call.id) })) });
    for (const [id, sentId] of ids) paired.push({ ...results.get(id)!, tool_call_id: sentId });
  }
  return paired;
}

function callsOf({ tool_calls: calls }: WireMessage): Call[] {
  return Array.isArray(calls) ? calls.filter(isCall) : [];
}

function isCall(call: unknown): call is Call {
  return typeof call === 'object' && call !== null && typeof (call as { id?: unknown }).id === 'string';
}

/** The results that follow a message, up to the next that calls tools, by the ids of their calls. */
function resultsAfter(messages: readonly WireMessage[], at: number): Map<string, WireMessage> {
  const results = new Map<string, WireMessage>();
  for (let next = at + 1; next < messages.length; next += 1) {
    const message = messages[next]!;
    if ('tool_calls' in message && callsOf(message).length > 0) break;
    const { role, tool_call_id: id } = message;
    if (role === 'tool' && typeof id === 'string' && !results.has(id)) results.set(id, message);
  }
  return results;
}

/** @param used how often each id has been given a name */
function unusedId(id: string, used: Map<string, number>): string {
  const count = (used.get(id) ?? 0) + 1;
  used.set(id, count);
  if (count === 1) return id;
  const unused = `${id}_${count}`;
  return unusedId(unused, used);
}
