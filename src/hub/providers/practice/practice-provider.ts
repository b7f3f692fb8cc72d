import type { ChatMessage, CompletionChunk } from '../../../agents/agent.ts';
import type { RequiredCall } from '../../../protocol/required-action.ts';
import type { UrlCitation } from '../../../protocol/url-citation.ts';
import type { Usage } from '../../../protocol/usage.ts';
import { jsonAnswer, streamedAnswer } from '../completion-answer.ts';
import type { CompletionRequest, ModelMessage, Provider } from '../provider.ts';
import { chatAnnotation } from '../read-annotation.ts';
import { readForwarded } from './forwarded-request.ts';
import { writeAnswer } from './scripts.ts';
import { writeCitedAnswer, type AnswerPart } from './sources.ts';
import { writeThinking } from './thinking.ts';
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
      const { text, thinking, finish, pace, usage, citations } = prepare(request, tokensPerSecond);
      await pace.untilWhole();
      return { text, thinking, finishReason: finish, isRefusal: false, usage, annotations: citations };
    },
    async forward(body, { signal }) {
      const forwarded = readForwarded(body);
      if ('refusal' in forwarded) return jsonAnswer(400, forwarded.refusal);
      const { request, isStream, wantsUsage } = forwarded;
      const answer = prepare({ ...request, signal }, tokensPerSecond);
      if (isStream) return streamedAnswer(wantsUsage ? withUsage(answer) : streamAnswer(answer));
      await answer.pace.untilWhole();
      return jsonAnswer(200, wholeCompletion(answer));
    },
    listModels: () => Promise.resolve([MODEL]),
  };
}

/**
 * A piece of an answer of about one token. `written` is its text, which sets the pace. A text may cite a page, which its
 * own chunk sends after it.
 */
interface Token {
  kind: 'thinking' | 'call' | 'text';
  written: string;
  citation?: UrlCitation;
  delta: CompletionChunk['choices'][number]['delta'];
}

type Answer = ReturnType<typeof prepare>;

/** Writes the whole answer before any of it is sent. */
function prepare(request: CompletionRequest, tokensPerSecond: number) {
  const { messages, maxTokens, signal } = request;
  const calls = chooseCalls(request);
  const parts = calls.length > 0 ? [] : answerParts(messages);
  const all = [
    ...cutIntoTokens(writeThinking(request, calls)).map((written): Token => {
      return { kind: 'thinking', written, delta: { reasoning_content: written } };
    }),
    ...calls.flatMap(tokensOfCall),
    ...tokensOfParts(parts),
  ];
  const tokens = all.slice(0, maxTokens);
  const isWhole = tokens.length === all.length;
  return {
    tokens,
    calls,
    text: textOf('text', tokens),
    thinking: textOf('thinking', tokens),
    finish: !isWhole ? 'length' : calls.length > 0 ? 'tool_calls' : 'stop',
    citations: tokens.flatMap(({ citation }) => citation ?? []),
    usage: usageOf(messages, tokens),
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

function answerParts(messages: readonly ModelMessage[]): readonly AnswerPart[] {
  const outputs = reportOutputs(messages);
  if (outputs !== null) return [{ text: outputs }];
  const texts = messages.filter(isText);
  return writeCitedAnswer(texts) ?? [{ text: writeAnswer(texts) }];
}

/** Returns the pieces of a text. The last piece of a part cites the page of the part. */
function tokensOfParts(parts: readonly AnswerPart[]): Token[] {
  let at = 0; // in code points
  return parts.flatMap(({ text, page }) => {
    const start = at;
    at += [...text].length;
    const tokens = cutIntoTokens(text).map((written): Token => {
      return { kind: 'text', written, delta: { content: written } };
    });
    const last = tokens.at(-1);
    const place = { start_index: start, end_index: at };
    if (last && page) last.citation = { type: 'url_citation', url_citation: page, ...place };
    return tokens;
  });
}

/** Returns the pieces of a call: its name, then its arguments. */
function tokensOfCall(call: RequiredCall, index: number): Token[] {
  const { name, arguments: json } = call.function;
  const named = { ...call, index, function: { name, arguments: '' } };
  return [
    { kind: 'call', written: name, delta: { tool_calls: [named] } },
    ...cutIntoTokens(json).map((written): Token => {
      return { kind: 'call', written, delta: { tool_calls: [{ index, function: { arguments: written } }] } };
    }),
  ];
}

function ofKind(kind: Token['kind'], tokens: readonly Token[]): Token[] {
  return tokens.filter((token) => token.kind === kind);
}

function textOf(kind: Token['kind'], tokens: readonly Token[]): string {
  return ofKind(kind, tokens)
    .map((token) => token.written)
    .join('');
}

/** Streams the chunks of https://platform.openai.com/docs/api-reference/chat/streaming, at the answer's pace. */
async function* streamAnswer({ tokens, finish, pace, fields }: Answer): AsyncGenerator<CompletionChunk> {
  const chunk = (delta: Token['delta'], finish_reason: string | null = null): CompletionChunk => ({
    ...fields,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason }],
  });
  await pace.untilFirst();
  yield chunk({ role: 'assistant' });
  for (const token of tokens) {
    yield chunk(token.delta);
    if (token.citation) yield chunk({ annotations: [chatAnnotation(token.citation)] });
    await pace.after(token.written);
  }
  yield chunk({}, finish);
}

/** Streams an answer, with a last chunk that reports the usage, as `stream_options.include_usage` requests. */
async function* withUsage(answer: Answer): AsyncGenerator<object> {
  for await (const chunk of streamAnswer(answer)) yield { ...chunk, usage: null };
  yield { ...answer.fields, object: 'chat.completion.chunk', choices: [], usage: answer.usage };
}

/** Returns the answer in one piece: https://platform.openai.com/docs/api-reference/chat/object */
function wholeCompletion({ calls, text, thinking, finish, fields, usage, citations }: Answer): object {
  const message = {
    role: 'assistant',
    content: calls.length > 0 ? null : text,
    refusal: null,
    ...(thinking !== '' && { reasoning_content: thinking }),
    ...(finish === 'tool_calls' && { tool_calls: calls }),
    ...(citations.length > 0 && { annotations: citations.map(chatAnnotation) }),
  };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: finish }];
  return { ...fields, object: 'chat.completion', choices, usage };
}

function usageOf(messages: readonly ModelMessage[], tokens: readonly Token[]): Usage {
  const prompt = messages.map(({ role, content }) => `${role}\n${content ?? ''}\n`).join('\n');
  const promptTokens = Math.ceil(prompt.length / CHARACTERS_PER_TOKEN);
  const thinking = ofKind('thinking', tokens).length;
  return {
    prompt_tokens: promptTokens,
    completion_tokens: tokens.length,
    total_tokens: promptTokens + tokens.length,
    ...(thinking > 0 && { completion_tokens_details: { reasoning_tokens: thinking } }),
  };
}
