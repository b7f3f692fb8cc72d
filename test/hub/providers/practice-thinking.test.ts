import { describe, expect, it } from 'vitest';
import type { ChatMessage, CompletionChunk } from '../../../src/agents/agent.ts';
import { chunkText } from '../../../src/agents/stream-handler.ts';
import { createPracticeProvider } from '../../../src/hub/providers/practice/practice-provider.ts';
import type { RunSettings } from '../../../src/protocol/run-settings.ts';
import { STRANGE_MESSAGES } from './strange-messages.ts';

const provider = createPracticeProvider({ tokensPerSecond: Infinity });
const { signal } = new AbortController();

function conversation(words: string): ChatMessage[] {
  return [
    { role: 'system', content: 'You are a helpful assistant.' },
    { role: 'user', content: words },
  ];
}

describe('the thinking of the practice model', () => {
  const thoughtOf = (words: string, settings?: Partial<RunSettings>) => {
    return provider.complete({ model: null, messages: conversation(words), settings, signal });
  };

  it.each<[string, string, Partial<RunSettings> | undefined, boolean]>([
    ['the person asks for it', 'Think carefully: what is virtue?', undefined, true],
    ['the person asks for it in the middle', 'What is virtue? Please think about it first.', undefined, true],
    ['the request sets an effort', 'What is virtue?', { reasoning_effort: 'low' }, true],
    ['nobody asks for it', 'What is virtue?', undefined, false],
    ['the person only has an opinion', 'I think that virtue cannot be taught.', undefined, false],
    ['the effort is none', 'Think carefully: what is virtue?', { reasoning_effort: 'none' }, false],
    ['the effort is minimal', 'Think carefully: what is virtue?', { reasoning_effort: 'minimal' }, false],
  ])('is there only on request: %s', async (_, words, settings, isThere) => {
    const { thinking, text, usage } = await thoughtOf(words, settings);
    expect(thinking !== '').toBe(isThere);
    expect(usage?.completion_tokens_details !== undefined).toBe(isThere);
    expect(text).toMatch(/no language model stands behind/i);
  });

  it('comes in tokens before the answer, uses the person’s words, and is always the same', async () => {
    const messages = conversation('Think first. What is virtue?');
    const chunks: CompletionChunk[] = [];
    for await (const chunk of provider.stream({ model: null, messages, signal })) chunks.push(chunk);
    const thoughts = chunks.flatMap(({ choices: [choice] }) => choice?.delta.reasoning_content ?? []);
    expect(thoughts.join('')).toContain('about virtue.');
    expect(thoughts.length).toBeGreaterThan(20);
    const at = chunks.findIndex((chunk) => chunkText(chunk) !== '');
    expect(chunks.slice(at).every(({ choices: [choice] }) => !choice?.delta.reasoning_content)).toBe(true);
    expect(chunks.at(-1)).toMatchObject({
      usage: {
        completion_tokens: chunks.length - 2,
        completion_tokens_details: { reasoning_tokens: thoughts.length },
      },
    });
    expect(await provider.complete({ model: null, messages, signal })).toMatchObject({
      thinking: thoughts.join(''),
    });
  });

  it.each(Object.entries(STRANGE_MESSAGES))('is short after %s', async (_, words) => {
    const { thinking } = await thoughtOf(words, { reasoning_effort: 'high' });
    expect(thinking.length).toBeGreaterThan(80);
    expect(thinking.length).toBeLessThan(400);
    expect(thinking).not.toMatch(/\p{Surrogate}|\u202e/u);
  });
});
