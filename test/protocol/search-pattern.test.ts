import { describe, expect, it } from 'vitest';
import { searchPattern, searchRegExp, wordFinder } from '../../src/protocol/search-pattern.ts';
import { searchWords } from '../../src/protocol/search-words.ts';

describe('a search', () => {
  it.each([
    ['Ünïcode', 'unicode'],
    ['unicode', 'ÜNÏCODE'],
    ['Straße', 'STRASSE'],
    ['STRASSE', 'straße'],
    ['Straße', 'stras'],
    ['e\u0301cole', 'École'],
    ['École', 'e\u0301cole'],
    ['İstanbul', 'istanbul'],
    ['ılık', 'ilik'],
    ['Περὶ ΨΥΧΗΣ', 'ψυχης'],
    ['Ёлка', 'елка'],
    ['Łódź', 'lodz'],
    ['smørrebrød', 'SMORREBROD'],
    ['ŒUVRE', 'oeuvre'],
    ['Ærø', 'aero'],
    ['a ﬁne oﬃce', 'office'],
    ['Ｆｕｌｌ width', 'full'],
    ['שָׁלוֹם', 'שלום'],
    ['مَرْحَبًا', 'مرحبا'],
    ['日本語', '本'],
    ['한국어', '국'],
    ['C:\\temp [1] (a|b)* a-b', '[1]'],
    ['C:\\temp [1] (a|b)* a-b', '(a|b)*'],
    ['C:\\temp [1] (a|b)* a-b', ':\\t'],
    ['C:\\temp [1] (a|b)* a-b', 'a-b'],
    ['100 % {sure}^$', '{sure}^$'],
    ['a \u0301 alone', '\u0301'],
  ])('finds in %j the word %j', (text, word) => {
    expect(wordFinder([word])(text)).toBe(true);
    expect(wordFinder([word])('nothing of it')).toBe(false);
  });

  it.each([
    ['が', 'か'],
    ['हिंदी', 'हद'],
    ['snakecase', 'snake_case'],
    ['aXb', 'a.b'],
    ['n', 'nn'],
  ])('does not find in %j the word %j', (text, word) => {
    expect(wordFinder([word])(text)).toBe(false);
  });

  it('gives the position of a word in the text, accents included', () => {
    expect('Die Stra\u0301ße, die STRASSE!'.split(searchRegExp(['strasse', 'die']))).toEqual([
      '',
      'Die',
      ' ',
      'Stra\u0301ße',
      ', ',
      'die',
      ' ',
      'STRASSE',
      '!',
    ]);
  });

  it('uses each word once', () => {
    expect(searchWords(' a  b\u0000a\n')).toEqual(['a', 'b']);
  });

  it('stays small for the longest word that is allowed', () => {
    expect(searchPattern('e'.repeat(200)).length).toBeLessThan(20_000);
  });
});
