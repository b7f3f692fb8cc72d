import { expect, it, vi } from 'vitest';
import type { HighlightResponse } from '../../../../src/app/markdown/highlighting/worker-messages.ts';
import { serveHighlighting } from '../../../../src/app/markdown/highlighting/serve-highlighting.ts';

/** Calls itself until the stack is full, as grammars do for a text that is nested deep enough. */
const recurse = (line: string): never => recurse(`${line}<`.slice(1));

vi.mock(import('../../../../src/app/markdown/highlighting/highlighter.ts'), () => ({
  loadGrammar: async () => () => (line) => (line === 'deep' ? recurse(line) : [{ text: line, kind: null }]),
}));

it('sends no tokens for a text on which the grammar fails, and highlights the next text', async () => {
  const answers: HighlightResponse[] = [];
  const serve = serveHighlighting((message) => answers.push(message));
  await serve({ type: 'highlight', text: 1, language: 'bash', lines: ['plain', 'deep'] });
  await serve({ type: 'highlight', text: 2, language: 'bash', lines: ['plain'] });
  expect(answers.filter(({ type }) => type === 'highlighted')).toEqual([
    { type: 'highlighted', text: 1, tokens: null },
    { type: 'highlighted', text: 2, tokens: [[{ text: 'plain', kind: null }]] },
  ]);
});
