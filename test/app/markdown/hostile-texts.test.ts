import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Chunks } from '../../../src/app/markdown/chunks.ts';
import { createMarkdownReader } from '../../../src/app/markdown/create-markdown-reader.ts';
import { createSlicer } from '../../../src/app/markdown/create-slicer.ts';
import { piecesOf } from '../../../src/app/markdown/cut-inline.ts';
import { directionOf } from '../../../src/app/markdown/direction.ts';
import type { Block, Inline } from '../../../src/app/markdown/document.ts';
import { inlineSyntax } from '../../../src/app/markdown/inline-syntax.ts';
import { readInline } from '../../../src/app/markdown/read-inline.ts';
import { HOSTILE_TEXTS } from '../../support/hostile-texts.ts';
import { countCopies } from '../support/count-copies.ts';

const LENGTH = 64 * 1024;
/** Elements that are copied for each character, at most: far less than one line in ten. */
const MOST_COPIES = 12;

const texts = Object.entries(HOSTILE_TEXTS);

/** The texts with inline syntax in these blocks. */
function* inlinesIn(chunks: Chunks<Block>): Generator<Inline> {
  for (const block of chunks.flat()) {
    if (block.type === 'paragraph' || block.type === 'heading') yield block.text;
    else if (block.type === 'quote') yield* inlinesIn(block.blocks);
    else if (block.type === 'list') for (const { blocks } of block.items.flat()) yield* inlinesIn(blocks);
    else if (block.type === 'table') yield* [...block.header, ...block.rows.flat(2)];
  }
}

describe('a hostile text', () => {
  it.each(texts)('takes as much work as it is long, when it comes at once: %s', (_, makeText) => {
    const short = makeText(LENGTH / 16);
    const long = makeText(LENGTH);
    const copiesOf = (text: string) =>
      countCopies(() => createMarkdownReader().read(text, false)) / text.length;
    expect(copiesOf(long)).toBeLessThan(copiesOf(short) * 1.5 + 1);
    expect(copiesOf(long)).toBeLessThan(MOST_COPIES);
  });

  it.each(texts)('is read anew in one piece at most when it grows: %s', (_, makeText) => {
    const text = makeText(LENGTH);
    const read = vi.spyOn(inlineSyntax, 'parseInline');
    const reader = createMarkdownReader();
    const shown = new WeakSet<Inline>();
    const show = (length: number) => {
      const { blocks, definitions } = reader.read(text.slice(0, length), true);
      for (const inline of inlinesIn(blocks)) {
        for (const piece of piecesOf(inline)) {
          if (!shown.has(piece)) readInline(piece, definitions);
          shown.add(piece);
        }
      }
    };
    show(LENGTH - 20);
    read.mockClear();
    show(LENGTH);
    const charactersRead = read.mock.calls.reduce((sum, [source]) => sum + source.length, 0);
    read.mockRestore();
    expect(charactersRead).toBeLessThan(10_000);
  });

  it.each(texts)('is shown in slices that are small, and in whole: %s', (_, makeText) => {
    const text = makeText(LENGTH);
    const slicer = createSlicer();
    const reader = createMarkdownReader();
    const seen = new WeakSet<object>();
    let shown = slicer.take(text);
    for (;;) {
      let elements = 0;
      for (const block of reader.read(shown, true).blocks.flat()) {
        if (!seen.has(block)) elements += newElements(block, seen);
      }
      expect(elements).toBeLessThan(MOST_ELEMENTS);
      if (shown === text) break;
      slicer.advance();
      shown = slicer.take(text);
    }
  });

  const parts = fc.record({
    makeText: fc.constantFrom(...Object.values(HOSTILE_TEXTS)),
    length: fc.constantFrom(10, 100, 1_000, 10_000),
    between: fc.constantFrom('', ' ', '\n', '\n\n', '\n> ', '\n- ', '\n    '),
  });
  const documents = fc
    .array(parts, { minLength: 1, maxLength: 12 })
    .map((all) => all.map(({ makeText, length, between }) => makeText(length) + between).join(''))
    .map((text) => text.repeat(Math.max(1, Math.floor(LENGTH / text.length))));

  it('takes as much work as it is long, whatever it is made of', () => {
    fc.assert(
      fc.property(documents, (text) => {
        const copies = countCopies(() => createMarkdownReader().read(text, false));
        expect(copies / text.length).toBeLessThan(MOST_COPIES);
      }),
      { numRuns: 60 },
    );
  });

  it('has the same pieces however it grows', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(fc.nat(20_000), { maxLength: 5 }),
        ([, makeText], steps) => {
          const source = makeText(LENGTH);
          const whole = sourcesOf({ source, open: false });
          expect(whole.join('')).toBe(source);
          let length = 0;
          for (const step of steps) {
            length = Math.min(source.length, length + step);
            piecesOf({ source: 'another text '.repeat(1_000), open: false }); // streams at the same time
            const grown = sourcesOf({ source: source.slice(0, length), open: true });
            expect(grown.slice(0, -1)).toEqual(whole.slice(0, grown.length - 1));
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});

const sourcesOf = (inline: Inline) => piecesOf(inline).map(({ source }) => source);

/** Elements that are added in one task, at most. */
const MOST_ELEMENTS = 12_000;

/** How many elements show what has not been shown before. */
function newElements(block: Block, seen: WeakSet<object>): number {
  let elements = 1;
  if (block.type === 'code') elements += block.lines.length;
  for (const inline of inlinesIn([[block]])) {
    directionOf(inline);
    for (const piece of piecesOf(inline)) {
      if (!seen.has(piece)) elements += 1 + readInline(piece).tokens.length / 2;
      seen.add(piece);
    }
  }
  seen.add(block);
  return elements;
}
