import { describe, expect, it } from 'vitest';
import type { CompletionChunk } from '../../../src/agents/agent.ts';
import { chunkText } from '../../../src/agents/stream-handler.ts';
import { createPracticeProvider } from '../../../src/hub/providers/practice/practice-provider.ts';
import { readChunk } from '../../../src/hub/runner/recording/read-chunk.ts';

const provider = createPracticeProvider({ tokensPerSecond: Infinity });
const ASKED = 'Who was Socrates? Cite your sources.';
const request = (content: string) => ({
  model: null,
  messages: [{ role: 'user' as const, content }],
  signal: new AbortController().signal,
});

describe('the sources of the practice model', () => {
  it.each([
    [ASKED, true],
    ['Tell me about virtue, with sources.', true],
    ['Please give me references for this.', true],
    ['What is virtue?', false],
    ['What is the source of the Nile?', false],
  ])('are there on request: %s', async (words, isThere) => {
    const { annotations = [], text } = await provider.complete(request(words));
    expect(annotations.length > 0).toBe(isThere);
    expect(text).toMatch(/no language model stands behind/i);
  });

  it('are streamed after the sentences that they belong to, and are no tokens', async () => {
    const chunks: CompletionChunk[] = [];
    for await (const one of provider.stream(request(`🏛️ ${ASKED}`))) chunks.push(one);
    let text = '';
    const cited: string[] = [];
    for (const one of chunks) {
      text += chunkText(one);
      for (const { end_index } of readChunk(one)?.annotations ?? []) {
        expect(end_index, 'in code points').toBe([...text].length);
        cited.push(text.slice(-10));
      }
    }
    expect(cited).toEqual(['om others.', 'ises love.', 'aught him.']);
    const withText = chunks.filter((one) => chunkText(one) !== '');
    expect(chunks.at(-1)).toMatchObject({ usage: { completion_tokens: withText.length } });
  });
});
