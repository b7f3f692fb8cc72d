import { z } from 'zod';
import type { ChatMessage, CompletionChunk } from '../../../agents/agent.ts';
import type { Usage } from '../../../protocol/usage.ts';
import { jsonAnswer, streamedAnswer } from '../completion-answer.ts';
import type { CompletionRequest, ModelMessage, Provider } from '../provider.ts';
import { writeAnswer } from './scripts.ts';
import { createPace, cutIntoTokens } from './tokens.ts';
import { chooseCalls, reportOutputs } from './tool-use.ts';

const MODEL = 'practice';
const TOKENS_PER_SECOND = 60;
const CHARACTERS_PER_TOKEN = 4; // an estimate: cutting a long prompt into tokens would take too long

export interface PracticeOptions {
  /** Approximate pace, 60 by default. With `Infinity`, answers are sent without waiting. */
  tokensPerSecond?: number;
}

/**
 * Creates the practice model, which answers when no language model is configured. It needs no network. It answers with
 * prepared scripts, and says so in every answer. The same messages get the same answer. The requested model's name is
 * ignored.
 */
export function createPracticeProvider({
  tokensPerSecond = TOKENS_PER_SECOND,
}: PracticeOptions = {}): Provider {
  if (!(tokensPerSecond > 0)) throw new RangeError('tokensPerSecond must be more than 0.');

  return {
    kind: 'practice',
    defaultModel: MODEL,
    async *stream(request) {
      const answer = prepare(request, tokensPerSecond);
      for await (const chunk of streamAnswer(answer)) {
        const isLast = Boolean(chunk.choices[0]?.finish_reason);
        yield isLast ? { ...chunk, usage: answer.usage } : chunk;
      }
    },
    async complete(request) {
      const { tokens, finish, pace, usage } = prepare(request, tokensPerSecond);
      await pace.untilWhole();
      return { text: tokens.join(''), thinking: '', finishReason: finish, isRefusal: false, usage };
    },
    async forward(body, { signal }) {
      const asked = forwardedSchema.safeParse(body);
      if (!asked.success) return jsonAnswer(400, refusal(asked.error.issues[0]!));
      const { messages, max_completion_tokens, max_tokens, stream, stream_options } = asked.data;
      const maxTokens = max_completion_tokens ?? max_tokens ?? undefined;
      const request = { model: null, messages: messages.flatMap(toChatMessage), maxTokens, signal };
      const answer = prepare(request, tokensPerSecond);
      if (stream) {
        return streamedAnswer(stream_options?.include_usage ? withUsage(answer) : streamAnswer(answer));
      }
      await answer.pace.untilWhole();
      return jsonAnswer(200, wholeCompletion(answer));
    },
    listModels: () => Promise.resolve([MODEL]),
  };
}

type Answer = ReturnType<typeof prepare>;

/** Writes the whole answer before any of it is sent. */
function prepare(request: CompletionRequest, tokensPerSecond: number) {
  const { messages, maxTokens, signal } = request;
  const prompt = messages.map(({ role, content }) => `${role}\n${content ?? ''}\n`).join('\n');
  const calls = chooseCalls(request);
  const text = calls.length > 0 ? '' : (reportOutputs(messages) ?? writeAnswer(messages.filter(isText)));
  const all = cutIntoTokens(text);
  const tokens = all.slice(0, maxTokens);
  return {
    tokens,
    calls,
    finish: calls.length > 0 ? 'tool_calls' : tokens.length === all.length ? 'stop' : 'length',
    usage: usageOf(prompt.length, tokens.length + calls.length),
    pace: createPace(tokensPerSecond, signal),
    fields: {
      id: `chatcmpl-${crypto.randomUUID()}`,
      created: Math.floor(Date.now() / 1_000),
      model: MODEL,
    },
  };
}

function isText(message: ModelMessage): message is ChatMessage {
  return message.role !== 'tool' && !('tool_calls' in message);
}

/** Streams the chunks of https://platform.openai.com/docs/api-reference/chat/streaming, at the answer's pace. */
async function* streamAnswer({
  tokens,
  calls,
  finish,
  pace,
  fields,
}: Answer): AsyncGenerator<CompletionChunk> {
  const chunk = (
    delta: CompletionChunk['choices'][number]['delta'],
    finish_reason: string | null = null,
  ): CompletionChunk => ({
    ...fields,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason }],
  });
  await pace.untilFirst();
  yield chunk({ role: 'assistant' });
  for (const [index, call] of calls.entries()) {
    const { name, arguments: json } = call.function;
    yield chunk({ tool_calls: [{ ...call, index, function: { name, arguments: '' } }] });
    for (const token of cutIntoTokens(json)) {
      yield chunk({ tool_calls: [{ index, function: { arguments: token } }] });
      await pace.after(token);
    }
  }
  for (const token of tokens) {
    yield chunk({ content: token });
    await pace.after(token);
  }
  yield chunk({}, finish);
}

/** Streams an answer, with a last chunk that reports the usage, as `stream_options.include_usage` requests. */
async function* withUsage(answer: Answer): AsyncGenerator<object> {
  for await (const chunk of streamAnswer(answer)) yield { ...chunk, usage: null };
  yield { ...answer.fields, object: 'chat.completion.chunk', choices: [], usage: answer.usage };
}

/** Returns the answer in one piece: https://platform.openai.com/docs/api-reference/chat/object */
function wholeCompletion({ tokens, finish, fields, usage }: Answer): object {
  const message = { role: 'assistant', content: tokens.join(''), refusal: null };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: finish }];
  return { ...fields, object: 'chat.completion', choices, usage };
}

function usageOf(promptLength: number, completionTokens: number): Usage {
  const promptTokens = Math.ceil(promptLength / CHARACTERS_PER_TOKEN);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

const partsSchema = z.array(z.looseObject({ text: z.string().optional() }));
const contentSchema = z.union([
  z.string(),
  partsSchema.transform((parts) => parts.flatMap(({ text }) => text ?? []).join('\n\n')),
]);
/** The fields that the practice model reads of https://platform.openai.com/docs/api-reference/chat/create */
const forwardedSchema = z.object({
  messages: z.array(z.object({ role: z.string(), content: contentSchema.nullish() })).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.number().int().positive().nullish(),
  max_completion_tokens: z.number().int().positive().nullish(),
});

/**
 * Converts a message of a forwarded request. `developer` is the newer name of `system`. Messages of other roles are
 * ignored.
 */
function toChatMessage(message: { role: string; content?: string | null | undefined }): ChatMessage[] {
  const { role, content } = message;
  if (role === 'developer' || role === 'system') return [{ role: 'system', content: content ?? '' }];
  if (role === 'user' || role === 'assistant') return [{ role, content: content ?? '' }];
  return [];
}

function refusal({ path, message }: { path: PropertyKey[]; message: string }): object {
  const param = path.join('.');
  return {
    error: { message: `'${param}': ${message}.`, type: 'invalid_request_error', param, code: null },
  };
}
