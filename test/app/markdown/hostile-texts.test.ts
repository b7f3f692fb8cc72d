import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { itemsOf } from '../../../src/app/markdown/chunks.ts';
import { createMarkdownReader, type MarkdownReader } from '../../../src/app/markdown/markdown-reader.ts';
import { createTextSlicer } from '../../../src/app/markdown/text-slicer.ts';
import { directionOf } from '../../../src/app/markdown/direction.ts';
import type { Block, Inline } from '../../../src/app/markdown/document.ts';
import { inlineSyntax } from '../../../src/app/markdown/inline/inline-syntax.ts';
import { readInline } from '../../../src/app/markdown/inline/read-inline.ts';
import { HOSTILE_TEXTS } from '../../support/hostile-texts.ts';
import { inlinesIn } from '../support/inlines-in.ts';

/** Longer than several pieces. */
const LENGTH = 32 * 1024;
/** Long enough to be shown in slices. */
const SLICED_LENGTH = 64 * 1024;
const texts = Object.entries(HOSTILE_TEXTS);

describe('a hostile text', () => {
  it.each(texts)('is parsed again in at most one piece when it grows: %s', (_, makeText) => {
    const text = makeText(LENGTH);
    const read = vi.spyOn(inlineSyntax, 'parseInline');
    const reader = createMarkdownReader();
    const shown = new WeakSet<Inline>();
    const show = (length: number) => {
      const { blocks } = reader.read(text.slice(0, length), true);
      for (const piece of inlinesIn(blocks)) {
        if (!shown.has(piece) && !piece.plain) readInline(piece, reader.references.definitions);
        shown.add(piece);
      }
    };
    show(LENGTH - 20);
    read.mockClear();
    show(LENGTH);
    const charactersRead = read.mock.calls.reduce((sum, [source]) => sum + source.length, 0);
    read.mockRestore();
    expect(charactersRead).toBeLessThan(10_000);
  });

  it.each(texts)('is shown completely, in small slices: %s', (_, makeText) => {
    const text = makeText(SLICED_LENGTH);
    const slicer = createTextSlicer();
    const reader = createMarkdownReader();
    const seen = new WeakSet<object>();
    let shown = slicer.take(text);
    for (;;) {
      let elements = 0;
      for (const block of itemsOf(reader.read(shown, true).blocks)) {
        if (!seen.has(block)) elements += newElements(block, seen);
      }
      expect(elements).toBeLessThan(MAX_ELEMENTS);
      if (shown === text) break;
      slicer.advance();
      shown = slicer.take(text);
    }
  });

  it('is split into the same pieces however it grows', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(fc.nat(20_000), { maxLength: 5 }),
        ([, makeText], steps) => {
          const text = `One paragraph: ${makeText(LENGTH).replaceAll(/[\r\n]+/g, '. ')}`;
          const whole = sourcesIn(createMarkdownReader(), text);
          const reader = createMarkdownReader();
          let length = 0;
          for (const step of steps) {
            length = Math.min(text.length, length + step);
            const grown = sourcesIn(reader, text.slice(0, length));
            const closed = Math.max(0, grown.length - 1);
            expect(grown.slice(0, closed)).toEqual(whole.slice(0, closed));
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});

const sourcesIn = (reader: MarkdownReader, text: string) =>
  [...inlinesIn(reader.read(text, true).blocks)].map(({ source }) => source);

/** Maximum number of elements that are added in one task. */
const MAX_ELEMENTS = 12_000;

/** The number of elements for text that has not been shown before. */
function newElements(block: Block, seen: WeakSet<object>): number {
  let elements = 1;
  if (block.type === 'code') elements += itemsOf(block.lines).length / 24;
  for (const inline of inlinesIn([[[[block]]]])) {
    directionOf(inline);
    if (!seen.has(inline)) elements += 1 + readInline(inline).tokens.length / 2;
    seen.add(inline);
  }
  seen.add(block);
  return elements;
}
