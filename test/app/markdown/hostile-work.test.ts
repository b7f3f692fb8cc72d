import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMarkdownReader, type MarkdownReader } from '../../../src/app/markdown/markdown-reader.ts';
import { readInline } from '../../../src/app/markdown/inline/read-inline.ts';
import { HOSTILE_TEXTS } from '../../support/hostile-texts.ts';
import { countWork } from '../../support/work/count-work.ts';
import { inlinesIn } from '../support/inlines-in.ts';

/** Maximum steps to parse the blocks of a delta, whatever the length of the text before it. See `countWork`. */
const MOST_PER_DELTA = 150_000;
/** The allowed factor between a late and an early delta, because the open piece may be longer. */
const MOST_GROWTH = 1.5;
/** Additional steps that are allowed for a delta, because blocks can be nested sixty levels deep. */
const SLACK = 3_000;
/** Maximum steps for the definition of a footnote, which may change the numbers of a thousand others. */
const MOST_PER_FOOTNOTE = 10_000;
/** Maximum steps for inline syntax per character of a piece. At most one piece is parsed for a delta. */
const MOST_PER_INLINE = 4_000;
/** Maximum steps per character for a text that arrives all at once. */
const MOST_PER_CHARACTER = 2_000;

/** Number of repetitions of a construct. */
const TIMES = [10, 100, 3_000];
/** Maximum length of a construct in this test, in characters, so that no text takes too long. */
const LONGEST_CONSTRUCT = 8;
/**
 * The positions of the early and the late delta, after some 1,000 and 10,000 parts, and the length of the text during which the
 * work is counted: a piece. In characters.
 */
const EARLY = 10_000;
const LATE = 90_000;
const WINDOW = 8_000;
/** The lengths of the deltas, repeated in this order. */
const DELTAS = [5, 30, 300];

const isCounted = (url: string) => /\/src\/(?:app|client)\/|markdown-it|linkify|mdurl|entities/.test(url);
const texts = Object.entries(HOSTILE_TEXTS);

/** Streams a text. */
function createStream(text: string) {
  const reader = createMarkdownReader();
  let length = 0;
  function read(delta: number): void {
    length += delta;
    reader.read(text.slice(0, length), true);
  }
  return {
    streamTo(end: number): void {
      while (length < end) read(Math.min(2_000, end - length));
    },
    /** The steps of a delta, on average. */
    async workPerDelta(): Promise<number> {
      const end = length + WINDOW;
      let deltas = 0;
      const work = await countWork(() => {
        while (length < end) read(DELTAS[deltas++ % DELTAS.length]!);
      }, isCounted);
      return work / deltas;
    },
  };
}

function readWhole(text: string): MarkdownReader {
  const reader = createMarkdownReader();
  const { blocks } = reader.read(text, false);
  for (const inline of inlinesIn(blocks))
    if (!inline.plain) readInline(inline, reader.references.definitions);
  return reader;
}

describe('the work for a hostile text', () => {
  it.each(texts)(
    'is the same for each delta, whatever the length of the text before it: %s',
    async (_, makeText) => {
      const stream = createStream(makeText(LATE + 2 * WINDOW));
      stream.streamTo(EARLY);
      const early = await stream.workPerDelta();
      stream.streamTo(LATE);
      const late = await stream.workPerDelta();
      expect(early).toBeLessThan(MOST_PER_DELTA);
      expect(late).toBeLessThan(early * MOST_GROWTH + SLACK);
    },
  );

  it.each(texts)('grows in proportion to its length if it arrives all at once: %s', async (_, makeText) => {
    const construct = Math.min(makeText(1).length, LONGEST_CONSTRUCT);
    for (const times of TIMES) {
      const text = makeText(construct * times);
      const work = await countWork(() => void readWhole(text), isCounted);
      expect(work / text.length, `repeated ${times} times`).toBeLessThan(MOST_PER_CHARACTER);
    }
  });

  it.each(texts)('in a piece grows in proportion to the length of the piece: %s', async (_, makeText) => {
    const reader = createMarkdownReader();
    const { blocks } = reader.read(makeText(EARLY), true);
    const pieces = [...inlinesIn(blocks)].filter(({ source }) => source !== '').slice(0, 10);
    const length = pieces.reduce((sum, { source }) => sum + source.length, 0);
    const work = await countWork(() => {
      for (const piece of pieces) {
        readInline(piece, reader.references.definitions);
        readInline({ ...piece, open: true }, reader.references.definitions);
      }
    }, isCounted);
    expect(work).toBeLessThan((length + 1) * MOST_PER_INLINE);
  });

  it.each([
    ['in their order', (count: number) => count],
    ['backwards', (count: number) => 1_000 - count],
  ])(
    'is the same for each footnote if the references come before the definitions: %s',
    async (_, labelAt) => {
      const counts = Array.from({ length: 1_000 }, (__, index) => index);
      const calls = counts.map((count) => `a[^${count}]\n\n`).join('');
      const definitions = counts.map((count) => `[^${labelAt(count)}]: b\n`);
      const reader = createMarkdownReader();
      let text = calls;
      reader.read(text, true);
      const work = await countWork(() => {
        for (const definition of definitions) reader.read((text += definition), true);
      }, isCounted);
      expect(work / definitions.length).toBeLessThan(MOST_PER_FOOTNOTE);
    },
  );

  it('grows in proportion to its length, whatever the text consists of', async () => {
    const parts = fc.record({
      makeText: fc.constantFrom(...Object.values(HOSTILE_TEXTS)),
      length: fc.constantFrom(10, 100, 1_000, 10_000),
      between: fc.constantFrom('', ' ', '\n', '\n\n', '\n> ', '\n- ', '\n    '),
    });
    const documents = fc
      .array(parts, { minLength: 1, maxLength: 12 })
      .map((all) => all.map(({ makeText, length, between }) => makeText(length) + between).join(''));
    await fc.assert(
      fc.asyncProperty(documents, async (text) => {
        const work = await countWork(() => void readWhole(text), isCounted);
        expect(work / (text.length + 100)).toBeLessThan(MOST_PER_CHARACTER);
      }),
      { numRuns: 30 },
    );
  });
});
