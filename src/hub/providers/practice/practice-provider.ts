import type { CompletionChunk } from '../../../agents/agent.ts';
import { jsonAnswer, streamedAnswer } from '../completion-answer.ts';
import type { CompletionRequest, Provider } from '../provider.ts';
import { composeAnswer } from './answer.ts';
import {
  createCompletionForm,
  type CompletionForm,
  type FinishReason,
  type Usage,
} from './completion-form.ts';
import { forwardedRequestSchema } from './forwarded-request.ts';
import { createPace, type Pace } from './pace.ts';
import { cutIntoPieces } from './pieces.ts';
import { createRandom } from './random.ts';

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
      yield* say(prepare(request, tokensPerSecond));
    },
    async complete(request) {
      const { pieces, finish, pace } = prepare(request, tokensPerSecond);
      await pace.untilWhole();
      return { text: pieces.join(''), thinking: '', finishReason: finish, isRefusal: false };
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

function prepare({ messages, maxTokens, signal }: CompletionRequest, tokensPerSecond: number): Answer {
  const prompt = messages.map(({ role, content }) => `${role}\n${content}\n`).join('\n');
  const random = createRandom(prompt);
  const all = cutIntoPieces(composeAnswer(messages, random));
  const pieces = all.slice(0, maxTokens);
  return {
    pieces,
    finish: pieces.length === all.length ? 'stop' : 'length',
    usage: countTokens(prompt.length, pieces.length),
    pace: createPace(tokensPerSecond, random, signal),
    form: createCompletionForm(MODEL),
  };
}

async function* say({ pieces, finish, pace, form }: Answer): AsyncGenerator<CompletionChunk> {
  await pace.untilFirst();
  yield form.chunk({ role: 'assistant' }, null);
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
