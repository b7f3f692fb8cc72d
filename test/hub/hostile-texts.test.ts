import { describe, expect, it } from 'vitest';
import { excerptAround } from '../../src/hub/db/excerpt.ts';
import { plainWords } from '../../src/hub/db/plain-words.ts';
import { writeAnswer } from '../../src/hub/providers/practice/scripts.ts';
import { cutIntoTokens } from '../../src/hub/providers/practice/tokens.ts';
import { createReasoningSplitter } from '../../src/hub/providers/openai-compatible/reading/split-reasoning.ts';
import { cleanTitle } from '../../src/hub/titles/clean-title.ts';
import { titleFromMessage } from '../../src/protocol/title-from-message.ts';
import { visibleText } from '../../src/protocol/visible-text.ts';
import { countReads } from '../support/work/count-reads.ts';
import { HOSTILE_TEXTS, repeated, type MakeText } from '../support/hostile-texts.ts';

/** Texts that are most expensive for readers of titles, JSON and thinking. */
const TEXTS: Readonly<Record<string, MakeText>> = {
  ...HOSTILE_TEXTS,
  'quotation marks': repeated('"'),
  'curly quotation marks': repeated('“'),
  'titles in titles': repeated('title: '),
  'here is': repeated("here's a title: "),
  sure: repeated('sure, '),
  dots: repeated('.'),
  'Chinese full stops': repeated('。'),
  'dots before a letter': repeated('.', 'a.b'),
  braces: repeated('{'),
  'nested JSON': repeated('{"title":'),
  'nested lists': repeated('['),
  tags: repeated('<title>'),
  'ends of thoughts': repeated('</think> \\n'),
  thoughts: repeated('<think>a</think>'),
  'spaces between words': (length) => `a${' '.repeat(length)}b`,
  'bars between spaces': (length) => `a${' '.repeat(length)}|`,
  politeness: repeated('please '),
  'a wish for a plan': repeated('make-', 'make '),
  questions: repeated('what is '),
};

/** The lengths of these texts. The cost per character must be the same. */
const LENGTHS = [100, 1_000, 10_000, 30_000];

/** A search without matches, and one that matches every word. */
const WORDS = [['word'], ['a', 'nothing of that']];

/** Every function that reads such a text, and how often it may read each character. */
const READERS: Readonly<Record<string, { read: (text: string) => unknown; mostPerCharacter: number }>> = {
  'the title by rule': { read: titleFromMessage, mostPerCharacter: 10 },
  "the model's title": { read: cleanTitle, mostPerCharacter: 20 },
  'plain words': { read: plainWords, mostPerCharacter: 100 },
  'an excerpt': {
    read: (text) => WORDS.map((words) => excerptAround(text, words)),
    mostPerCharacter: 100,
  },
  'the practice model': {
    read: (text) =>
      writeAnswer([
        { role: 'system', content: text },
        { role: 'user', content: text },
      ]),
    mostPerCharacter: 60,
  },
  'tokens of an answer': { read: cutIntoTokens, mostPerCharacter: 100 },
  'the text that is shown': { read: visibleText, mostPerCharacter: 10 },
};

/** Work that does not depend on the length: characters of longer texts, as often as they are read. */
const ALWAYS = 1_500_000;

describe.each(Object.entries(READERS))('%s', (_, { read, mostPerCharacter }) => {
  it.each(Object.entries(TEXTS))('takes as much work as a text is long: %s', (__, makeText) => {
    for (const length of LENGTHS) {
      const text = makeText(length);
      expect(countReads(() => read(text))).toBeLessThan(ALWAYS + mostPerCharacter * text.length);
    }
  });
});

/** How often each streamed character may be read. */
const MOST_PER_PIECE = 40;

describe('a streamed answer', () => {
  it.each([
    ['nothing but line ends', '\n', ''],
    ['line ends after a thought', '\n', '<think>a</think>'],
    ['a thought without an end', 'a', '<think>'],
    ['starts of a tag', '<', ''],
  ])('takes work in proportion to its length: %s', (__, piece, beginning) => {
    const pieces = 5_000;
    const splitter = createReasoningSplitter();
    const work = countReads(() => {
      for (const one of [beginning, ...Array.from({ length: pieces }, () => piece)]) splitter.push(one);
      splitter.end();
    });
    expect(work).toBeLessThan(MOST_PER_PIECE * pieces);
  });
});
