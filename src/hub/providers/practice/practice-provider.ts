import type { CompletionChunk } from '../../../agents/agent.ts';
import type { CompletionRequest, Provider } from '../provider.ts';
import { composeAnswer } from './answer.ts';
import { createPace } from './pace.ts';
import { cutIntoPieces } from './pieces.ts';
import { createRandom } from './random.ts';

const MODEL = 'practice';
const TOKENS_PER_SECOND = 60;

/** How the practice model speaks. */
export interface PracticeOptions {
  /** About so many, 60 if it is left out; `Infinity` answers without waiting. */
  tokensPerSecond?: number;
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
      const { pieces, whole, pace } = prepare(request, tokensPerSecond);
      const toChunk = createChunks();
      await pace.untilFirst();
      yield toChunk({ role: 'assistant' }, null);
      for (const piece of pieces) {
        yield toChunk({ content: piece }, null);
        await pace.after(piece);
      }
      yield toChunk({}, whole ? 'stop' : 'length');
    },
    async complete(request) {
      const { pieces, pace } = prepare(request, tokensPerSecond);
      await pace.untilWhole();
      return pieces.join('');
    },
    listModels: () => Promise.resolve([MODEL]),
  };
}

function prepare({ messages, maxTokens, signal }: CompletionRequest, tokensPerSecond: number) {
  const random = createRandom(messages.map(({ role, content }) => `${role}\n${content}\n`).join('\n'));
  const all = cutIntoPieces(composeAnswer(messages, random));
  const pieces = all.slice(0, maxTokens);
  return { pieces, whole: pieces.length === all.length, pace: createPace(tokensPerSecond, random, signal) };
}

/** Makes the chunks of one completion, in OpenAI's shape. */
function createChunks() {
  const id = `chatcmpl-${crypto.randomUUID()}`;
  const created = Math.floor(Date.now() / 1_000);
  return (delta: { role?: string; content?: string }, finish: 'stop' | 'length' | null): CompletionChunk => ({
    id,
    object: 'chat.completion.chunk',
    created,
    model: MODEL,
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
}
