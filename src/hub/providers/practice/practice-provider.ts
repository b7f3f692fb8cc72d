import type { ChatMessage, CompletionChunk } from '../../../agents/agent.ts';
import type { RequiredCall } from '../../../protocol/required-action.ts';
import type { Usage } from '../../../protocol/usage.ts';
import { jsonAnswer, streamedAnswer } from '../completion-answer.ts';
import type { CompletionRequest, ModelMessage, Provider } from '../provider.ts';
import { composeAnswer } from './answer.ts';
import { createCompletionForm, type CompletionForm, type FinishReason } from './completion-form.ts';
import { forwardedRequestSchema } from './forwarded-request.ts';
import { createPace, type Pace } from './pace.ts';
import { cutIntoPieces } from './pieces.ts';
import { createRandom } from './random.ts';
import { chooseCalls, reportOnOutputs } from './tool-use.ts';

const MODEL = 'practice';
const TOKENS_PER_SECOND = 60;
const CHARACTERS_PER_TOKEN = 4; // the usual estimate; to cut a long prompt into pieces would take too long

/** How the practice model speaks. */
export interface PracticeOptions {
  /** About so many, 60 if it is left out; `Infinity` answers without waiting. */
  tokensPerSecond?: number;
}

/** An answer, thought out and not yet said. */
interface Answer {
  pieces: string[];
  /** The calls of tools that it makes instead of saying anything. */
  calls: RequiredCall[];
  finish: FinishReason;
  usage: Usage;
  pace: Pace;
  form: CompletionForm;
}

/**
 * The model that answers where no language model is configured: no network, no thought, and every
 * answer says so. The same messages get the same answer. Whatever model a request names, this one
 * answers, under its own name.
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
      for await (const chunk of say(answer)) {
        const isLast = Boolean(chunk.choices[0]?.finish_reason);
        yield isLast ? { ...chunk, usage: answer.usage } : chunk;
      }
    },
    async complete(request) {
      const { pieces, finish, pace, usage } = prepare(request, tokensPerSecond);
      await pace.untilWhole();
      return { text: pieces.join(''), thinking: '', finishReason: finish, isRefusal: false, usage };
    },
    async forward(body, { signal }) {
      const asked = forwardedRequestSchema.safeParse(body);
      if (!asked.success) return jsonAnswer(400, refusal(asked.error.issues[0]!));
      const { messages, maxTokens, streams, wantsUsage } = asked.data;
      const answer = prepare({ model: null, messages, maxTokens, signal }, tokensPerSecond);
      if (streams) return streamedAnswer(wantsUsage ? sayWithUsage(answer) : say(answer));
      await answer.pace.untilWhole();
      return jsonAnswer(200, answer.form.whole(answer.pieces.join(''), answer.finish, answer.usage));
    },
    listModels: () => Promise.resolve([MODEL]),
  };
}

function prepare(request: CompletionRequest, tokensPerSecond: number): Answer {
  const { messages, maxTokens, signal } = request;
  const prompt = messages.map(({ role, content }) => `${role}\n${content ?? ''}\n`).join('\n');
  const random = createRandom(prompt);
  const calls = chooseCalls(request);
  const text = () => reportOnOutputs(messages) ?? composeAnswer(messages.filter(isSaid), random);
  const all = cutIntoPieces(calls.length > 0 ? '' : text());
  const pieces = all.slice(0, maxTokens);
  const finish = pieces.length === all.length ? 'stop' : 'length';
  return {
    pieces,
    calls,
    finish: calls.length > 0 ? 'tool_calls' : finish,
    usage: countTokens(prompt.length, pieces.length + calls.length),
    pace: createPace(tokensPerSecond, random, signal),
    form: createCompletionForm(MODEL),
  };
}

function isSaid(message: ModelMessage): message is ChatMessage {
  return message.role !== 'tool' && !('tool_calls' in message);
}

async function* say({ pieces, calls, finish, pace, form }: Answer): AsyncGenerator<CompletionChunk> {
  await pace.untilFirst();
  yield form.chunk({ role: 'assistant' }, null);
  for (const [index, call] of calls.entries()) {
    const { name, arguments: said } = call.function;
    yield form.chunk({ tool_calls: [{ ...call, index, function: { name, arguments: '' } }] }, null);
    for (const piece of cutIntoPieces(said)) {
      yield form.chunk({ tool_calls: [{ index, function: { arguments: piece } }] }, null);
      await pace.after(piece);
    }
  }
  for (const piece of pieces) {
    yield form.chunk({ content: piece }, null);
    await pace.after(piece);
  }
  yield form.chunk({}, finish);
}

async function* sayWithUsage(answer: Answer): AsyncGenerator<CompletionChunk> {
  for await (const chunk of say(answer)) yield { ...chunk, usage: null };
  yield answer.form.usageChunk(answer.usage);
}

function countTokens(promptLength: number, completionTokens: number): Usage {
  const promptTokens = Math.ceil(promptLength / CHARACTERS_PER_TOKEN);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

function refusal({ path, message }: { path: PropertyKey[]; message: string }): object {
  const param = path.join('.');
  return {
    error: { message: `'${param}': ${message}.`, type: 'invalid_request_error', param, code: null },
  };
}
