import type { CompletionChunk } from '../../../../agents/agent.ts';
import type { Completion } from '../../provider.ts';
import { readAnnotation } from '../../read-annotation.ts';
import { readUsage } from '../../read-usage.ts';
import { isObject, stringOf, type JsonObject } from './json.ts';

/** A complete answer, in the form for the hub's agents and in the form for HTTP clients. */
export interface GatheredAnswer {
  readonly completion: Completion;
  /** The tool calls, in the form of a chunk. */
  readonly toolCalls: readonly JsonObject[];
  /** https://platform.openai.com/docs/api-reference/chat/object */
  readonly json: object;
}

type Choice = CompletionChunk['choices'][number];

const NOTHING_YET: Choice = { index: 0, delta: {}, finish_reason: null };

/** The text fields of deltas, which are concatenated. */
const TEXTS = ['content', 'reasoning_content', 'refusal'] as const;

/** Collects the chunks of an answer. Throws the error if reading the chunks fails. */
export async function gatherAnswer(chunks: AsyncIterable<CompletionChunk>): Promise<GatheredAnswer> {
  const choices = [NOTHING_YET];
  let fields: JsonObject = {};
  for await (const { choices: more, ...rest } of chunks) {
    fields = { ...fields, ...withoutNulls(rest) };
    for (const choice of more) choices[choice.index] = joined(choices[choice.index] ?? NOTHING_YET, choice);
  }
  const whole = choices.filter(Boolean).map(({ delta, ...rest }) => ({ ...rest, message: toMessage(delta) }));
  const json = { ...fields, object: 'chat.completion', choices: whole };
  const { delta, finish_reason: finishReason = null } = choices[0]!;
  const refusal = delta.refusal ?? '';
  const completion = {
    text: (delta.content ?? '') + refusal,
    thinking: (delta.reasoning_content ?? '').trim(),
    finishReason,
    isRefusal: refusal !== '' || finishReason === 'refusal',
    usage: readUsage(fields),
    annotations: listOf(delta['annotations']).flatMap((one) => readAnnotation(one) ?? []),
  };
  const toolCalls = ((delta['tool_calls'] as JsonObject[] | undefined) ?? []).filter(Boolean);
  return { completion, toolCalls, json };
}

function joined(before: Choice, { delta, ...rest }: Choice): Choice {
  const known = before.delta;
  const joinedDelta: Choice['delta'] = { ...known, ...withoutNulls(delta) };
  for (const field of TEXTS) {
    if (typeof delta[field] === 'string') joinedDelta[field] = (known[field] ?? '') + delta[field];
  }
  if (delta['annotations'])
    joinedDelta['annotations'] = [...listOf(known['annotations']), ...listOf(delta['annotations'])];
  if (delta['tool_calls']) joinedDelta['tool_calls'] = joinedCalls(known['tool_calls'], delta['tool_calls']);
  return { ...before, ...withoutNulls(rest), index: rest.index, delta: joinedDelta };
}

function listOf(value: unknown): readonly object[] {
  return Array.isArray(value) ? (value as object[]) : [];
}

/** Adds pieces of tool calls to the calls with the same index. Their names and arguments are concatenated. */
function joinedCalls(known: unknown, pieces: unknown): JsonObject[] {
  const calls = Array.isArray(known) ? (known as JsonObject[]) : [];
  for (const piece of Array.isArray(pieces) ? (pieces as JsonObject[]) : []) {
    const index = Number(piece['index']);
    const call = calls[index] ?? { type: 'function' };
    const [before, more] = [call['function'], piece['function']].map((one) => (isObject(one) ? one : {}));
    const named = stringOf(before?.['name']) + stringOf(more?.['name']);
    const joinedArguments = stringOf(before?.['arguments']) + stringOf(more?.['arguments']);
    calls[index] = {
      ...call,
      ...piece,
      function: { ...before, ...more, name: named, arguments: joinedArguments },
    };
  }
  return calls;
}

function toMessage(delta: Choice['delta']): JsonObject {
  const { role, content, refusal, tool_calls: joinedToolCalls, function_call: legacy, ...rest } = delta;
  const calls = (joinedToolCalls as JsonObject[] | undefined)?.map(withoutIndex);
  return {
    role: role ?? 'assistant',
    content: content ?? null,
    refusal: refusal ?? null,
    ...rest,
    ...(calls && { tool_calls: calls }),
    ...(legacy && calls ? { function_call: calls[0]?.['function'] } : {}),
  };
}

function withoutIndex(call: JsonObject): JsonObject {
  const { index: _, ...rest } = call;
  return rest;
}

function withoutNulls(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== null && value !== undefined),
  );
}
