/**
 * The accents and points that a search ignores: those of Latin, Greek, Cyrillic, Hebrew and Arabic letters. Marks that
 * make a different letter, such as in Japanese or in Indian scripts, are not included.
 */
const MARKS = '[\u0300-\u036F\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u064B-\u065F\u0670]';
const ALL_MARKS = new RegExp(MARKS, 'gu');

/** Letters that Unicode does not decompose, with the spelling that people type. */
const SPELLINGS: ReadonlyMap<string, string> = new Map(
  'ßss æae œoe þth ﬀff ﬁfi ﬂfl ﬃffi ﬄffl øo đd ðd łl ħh ıi ςσ'
    .split(' ')
    .map(([letter = '', ...typed]) => [letter, typed.join('')]),
);
/** Spellings of more than one letter, longest first. */
const SEVERAL = ['ffi', 'ffl', 'ff', 'fi', 'fl', 'ss', 'ae', 'oe', 'th'];
const UNITS = new RegExp(`${SEVERAL.join('|')}|.`, 'gsu');

/** The ranges of characters that may have variants: all before the ideographs, and the compatibility forms. */
const WITH_VARIANTS = [
  [0x21, 0x33ff],
  [0xf900, 0xffff],
] as const;

/** Characters that have a special meaning in a regular expression. */
const SYNTAX = /[\\^$.*+?()[\]{}|/-]/;

/** Normalises a character for a search: removes differences of case, accents and width. */
export function fold(character: string): string {
  const lower = character.toLowerCase().replace(ALL_MARKS, '');
  const plain = lower.normalize('NFKD').replace(ALL_MARKS, '').toLowerCase();
  const single = plain.length === 1 ? plain : lower;
  return SPELLINGS.get(single) ?? single;
}

/** The other spellings of a letter, by its normalised form. Computed on first use. */
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
 * Returns the source of a regular expression that matches a word in any case, with any accents and in any width. `ß`
 * and `ss` match each other. The regular expression needs the flag `u`.
 */
export function searchPattern(word: string): string {
  const units = Array.from(word, fold).join('').match(UNITS) ?? [word];
  return units
    .map((unit, at) => {
      if (SEVERAL.includes(unit))
        return `(?:${Array.from(unit, (letter) => spellings(letter)).join('')}|${oneOf(variantsOf(unit))})`;
      // The first and last letter may be one half of a pair such as `ss`, so they also match `ß`: "stras", typed on the
      // way to "strasse", finds "straß".
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

/** Returns a regular expression that matches any of these words. */
export function searchRegExp(words: readonly string[]): RegExp {
  return new RegExp(`(${words.map(searchPattern).join('|')})`, 'u');
}

/** Returns a function that checks whether a text contains all of these words, in any spelling. */
export function wordFinder(words: readonly string[]): (text: string) => boolean {
  const patterns = words.map((word) => searchRegExp([word]));
  return (text) => patterns.every((pattern) => pattern.test(text));
}

function oneOf(characters: readonly string[]): string {
  const escaped = characters.map((character) => (SYNTAX.test(character) ? `\\${character}` : character));
  const choice = escaped.length === 1 ? escaped[0]! : `[${escaped.join('')}]`;
  return characters.some((character) => /\p{L}/u.test(character)) ? `${choice}${MARKS}*` : choice;
}
