/**
 * Points and accents that a search passes over: those of Latin, Greek and Cyrillic letters, of Hebrew and of Arabic.
 * Signs that make another letter, such as those of Japanese or of Indian scripts, are not among them.
 */
const MARKS = '[\u0300-\u036F\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u064B-\u065F\u0670]';
const ALL_MARKS = new RegExp(MARKS, 'gu');

/** Letters that Unicode does not take apart, as people type them. */
const SPELLINGS: ReadonlyMap<string, string> = new Map(
  'ßss æae œoe þth ﬀff ﬁfi ﬂfl ﬃffi ﬄffl øo đd ðd łl ħh ıi ςσ'
    .split(' ')
    .map(([letter = '', ...typed]) => [letter, typed.join('')]),
);
/** What one letter may stand for; the longest first. */
const SEVERAL = ['ffi', 'ffl', 'ff', 'fi', 'fl', 'ss', 'ae', 'oe', 'th'];
const UNITS = new RegExp(`${SEVERAL.join('|')}|.`, 'gsu');

/** Where letters with variants are: before the ideographs, and among the compatibility forms. */
const WITH_VARIANTS = [
  [0x21, 0x33ff],
  [0xf900, 0xffff],
] as const;

/** What is more than a letter or a digit to a regular expression. */
const SYNTAX = /[\\^$.*+?()[\]{}|/-]/;

/** A character as a search takes it: its case, its accents and its width do not count. */
export function fold(character: string): string {
  const lower = character.toLowerCase().replace(ALL_MARKS, '');
  const plain = lower.normalize('NFKD').replace(ALL_MARKS, '').toLowerCase();
  const single = plain.length === 1 ? plain : lower;
  return SPELLINGS.get(single) ?? single;
}

/** The other ways to write something, by the way in which a search takes it. */
let variants: ReadonlyMap<string, readonly string[]> | null = null;

function variantsOf(folded: string): readonly string[] {
  return (variants ??= findVariants()).get(folded) ?? [];
}

function findVariants(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [first, last] of WITH_VARIANTS) {
    for (let code = first; code <= last; code++) {
      const character = String.fromCharCode(code);
      const folded = fold(character);
      if (folded === character || folded === '') continue;
      const others = found.get(folded);
      if (others) others.push(character);
      else found.set(folded, [character]);
    }
  }
  return found;
}

/**
 * A regular expression for a word in any spelling: whatever its case, its accents and its width, `ß` being `ss`. It
 * is for the flag `u`.
 */
export function searchPattern(word: string): string {
  const units = Array.from(word, fold).join('').match(UNITS) ?? [word];
  return units
    .map((unit, at) => {
      if (SEVERAL.includes(unit))
        return `(?:${Array.from(unit, (letter) => spellings(letter)).join('')}|${oneOf(variantsOf(unit))})`;
      // At either end it may be a half of one letter, as while "strasse" is typed.
      const wholes = SEVERAL.filter(
        (several) =>
          (at === 0 && several.endsWith(unit)) || (at === units.length - 1 && several.startsWith(unit)),
      );
      return spellings(unit, wholes.flatMap(variantsOf));
    })
    .join('');
}

function spellings(letter: string, others: readonly string[] = []): string {
  return oneOf([letter, ...variantsOf(letter), ...others]);
}

/** Any of the words that are searched for, as JavaScript takes it. */
export function searchRegExp(words: readonly string[]): RegExp {
  return new RegExp(`(${words.map(searchPattern).join('|')})`, 'u');
}

/** Tells whether a text holds all of these words, in any spelling. */
export function wordFinder(words: readonly string[]): (text: string) => boolean {
  const patterns = words.map((word) => searchRegExp([word]));
  return (text) => patterns.every((pattern) => pattern.test(text));
}

function oneOf(characters: readonly string[]): string {
  const escaped = characters.map((character) => (SYNTAX.test(character) ? `\\${character}` : character));
  const choice = escaped.length === 1 ? escaped[0]! : `[${escaped.join('')}]`;
  return characters.some((character) => /\p{L}/u.test(character)) ? `${choice}${MARKS}*` : choice;
}
