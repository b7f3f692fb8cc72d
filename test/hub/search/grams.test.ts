import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordFinder } from '../../../src/protocol/search-pattern.ts';
import { searchWords } from '../../../src/protocol/search-words.ts';
import { addGrams, gramsOfSearch, MAX_GRAMS } from '../../../src/hub/search/grams.ts';

const ACCOUNT = 'account_1';

function gramsOf(text: string): Set<number> {
  const grams = new Set<number>();
  addGrams(grams, ACCOUNT, text);
  return grams;
}

/** Characters that a search treats as equal, and signs that are folded to several letters. */
const character = constantFrom(
  ...'aAäÄáàåæÆeéEèœŒsSßẞſfFﬁﬃﬀilIıİoOöøØ Łł ħđð日本語か が\u0301\u0308\u3099¨´\u00a0\u3000\n\t-_/\\"[](|)*?Ｆｕ１½ςσΣЁёЙ👋🏽\u200d'.split(
    '',
  ),
);
const texts = array(character, { maxLength: 40 }).map((characters) => characters.join(''));

describe('the grams of a search', () => {
  it('are a subset of the grams of every text with its words, in any spelling', () => {
    assert(
      property(texts, texts, texts, (before, within, after) => {
        const text = before + within + after;
        for (const word of searchWords(within)) {
          if (!wordFinder([word])(text)) continue;
          const grams = gramsOf(text);
          expect(gramsOfSearch(ACCOUNT, [word]).filter((gram) => !grams.has(gram))).toEqual([]);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['Ünïcode', 'unicode'],
    ['Straße', 'STRASS'],
    ['a ﬁne oﬃce', 'offi'],
    ['Łódź', 'lodz'],
    ['e\u0301cole', 'ÉCO'],
    ['日本語', '本語'],
    ['日本語', '語'],
    ['C:\\temp [1] (a|b)*', '[1]'],
    ['go', 'g'],
  ])('find %j by %j', (text, word) => {
    const grams = gramsOf(text);
    const asked = gramsOfSearch(ACCOUNT, [word]);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every((gram) => grams.has(gram))).toBe(true);
  });

  it('exclude texts with the same characters in another order', () => {
    const grams = gramsOf('taught to be virtuous');
    expect(gramsOfSearch(ACCOUNT, ['virtue']).every((gram) => grams.has(gram))).toBe(false);
  });

  it('differ between accounts', () => {
    const theirs = gramsOfSearch('account_2', ['virtue']);
    expect(theirs.length).toBeGreaterThan(0);
    expect(theirs.some((gram) => gramsOf('virtue').has(gram))).toBe(false);
  });

  it('are empty for words that consist of accents', () => {
    expect(gramsOfSearch(ACCOUNT, ['\u0301'])).toEqual([]);
  });

  it('are limited per text, whatever its length', () => {
    const grams = new Set<number>();
    const random = Array.from({ length: 1_000_000 }, (_, at) =>
      String.fromCharCode(0x4e00 + ((at * 7919) % 20_000)),
    );
    expect(addGrams(grams, ACCOUNT, random.join(''))).toBe(false);
    expect(grams.size).toBeLessThanOrEqual(MAX_GRAMS + 3);
    expect(addGrams(new Set(), ACCOUNT, 'Can virtue be taught? '.repeat(50_000))).toBe(true);
  });
});
