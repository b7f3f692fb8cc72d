import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineReader } from '../../../src/agents/process/line-reader.ts';

/** Splits bytes into chunks of a size. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, piece = 0; at < bytes.length; piece++) {
    const size = sizes[piece % sizes.length]!;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

describe('lines from a pipe', () => {
  it('are the same however chunks are split', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll('\n', ' '))),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (lines, sizes) => {
          const { push } = createLineReader();
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          expect(cut(bytes, sizes).flatMap(push)).toEqual(lines);
        },
      ),
    );
  });

  it('are refused as soon as they are too long, before they end', () => {
    const { push } = createLineReader(10);
    expect(push(Buffer.from('0123456789\n01234'))).toEqual(['0123456789']);
    expect(push(Buffer.from('56789\n'))).toEqual(['0123456789']);
    push(Buffer.from('0123456789'));
    expect(() => push(Buffer.from('0'))).toThrow('a line of more than 10 bytes');
  });
});
