import { expect, it, vi } from 'vitest';
import type { HighlightResponse } from '../../../../src/app/markdown/highlighting/worker-messages.ts';
import { serveHighlighting } from '../../../../src/app/markdown/highlighting/serve-highlighting.ts';

/** Calls itself until the stack is full, as grammars do for a text that is nested deep enough. */
const recurse = (line: string): never => recurse(`${line}<`.slice(1));

vi.mock(import('../../../../src/app/markdown/highlighting/highlighter.ts'), () => ({
  loadGrammar: async () => () => (line) => (line === 'deep' ? recurse(line) : [{ text: line, kind: null }]),
}));

it('answers that a text gets no colours where its grammar fails on it, and colours the next one', async () => {
  const answers: HighlightResponse[] = [];
  const serve = serveHighlighting((message) => answers.push(message));
  await serve({ type: 'colour', text: 1, language: 'bash', lines: ['plain', 'deep'] });
  await serve({ type: 'colour', text: 2, language: 'bash', lines: ['plain'] });
  expect(answers.filter(({ type }) => type === 'coloured')).toEqual([
    { type: 'coloured', text: 1, tokens: null },
    { type: 'coloured', text: 2, tokens: [[{ text: 'plain', kind: null }]] },
  ]);
});
