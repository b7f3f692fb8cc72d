import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { textPieces } from '../../../src/app/messages/text-pieces.ts';
import { costOf } from '../../../src/app/markdown/text-cost.ts';

it.each([
  ['prose', 'Some words of a person. '],
  ['lines', 'a line of a log\n'],
  ['empty lines', '\n'],
  ['one word', 'a'],
  ['two scripts', '꧅a'],
  ['characters that take two', '😀'],
])('cuts a long text into small pieces without losing any of it: %s', (_, part) => {
  const text = part.repeat(1_000_000 / part.length);
  const pieces = textPieces(text);
  expect(pieces.join('') === text).toBe(true);
  expect(Math.max(...pieces.map((piece) => costOf(piece)))).toBeLessThan(20_100);
  expect(pieces.slice(0, -1).every((piece) => !/[\uD800-\uDBFF]$/.test(piece))).toBe(true);
});

it('keeps a text of a few pages in one piece', () => {
  const text = 'Some words of a person.\n'.repeat(100);
  expect(textPieces(text)).toEqual([text]);
  expect(textPieces('')).toEqual(['']);
});

it('starts pieces at the starts of lines', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 300 }), { maxLength: 500 }), (lines) => {
      const text = lines.map((line) => line.replaceAll('\n', ' ')).join('\n');
      const pieces = textPieces(text);
      expect(pieces.join('')).toBe(text);
      expect(pieces.slice(0, -1).every((piece) => piece.endsWith('\n'))).toBe(true);
    }),
    { numRuns: 50 },
  );
});
