import { fold } from '../../protocol/search-pattern.ts';

/**
 * Maximum number of different grams per indexed text: enough for about 80,000 characters of prose. A longer text,
 * or a text of random characters, is read in every search of its account.
 */
export const MAX_GRAMS = 8_192;

/** Separates words. No word of a search can contain it. */
const SEPARATOR = /[\s\p{Cc}\ud800-\udfff]/u;
const BETWEEN_WORDS = 0;
const MAX_GRAM_LENGTH = 3;

const folded = new Map<number, string>();

/** Returns a character folded as in a search; NUL for a separator. */
function foldCode(code: number): string {
  const known = folded.get(code);
  if (known !== undefined) return known;
  const character = fold(String.fromCodePoint(code)).replace(SEPARATOR, '\0');
  folded.set(code, character);
  return character;
}

/**
 * Calls `visit` with each UTF-16 unit of the folded text, until it returns false. A separator between words is passed
 * as 0.
 */
function eachUnit(text: string, visit: (unit: number) => boolean): void {
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at)!;
    if (code > 0xffff) at += 1;
    const characters = foldCode(code);
    for (let one = 0; one < characters.length; one++) {
      if (!visit(characters.charCodeAt(one))) return;
    }
  }
}

/**
 * Returns the hash of a gram. The seed depends on the account: grams of one account reveal nothing about the messages
 * of another.
 */
function hash(seed: number, ...units: number[]): number {
  let mixed = Math.imul(seed ^ units.length, 0x9e3779b1);
  for (const unit of units) {
    mixed = Math.imul(mixed ^ unit, 0x85ebca6b);
    mixed ^= mixed >>> 15;
  }
  return mixed | 0;
}

function seedOf(accountId: string): number {
  let seed = 0x811c9dc5;
  for (let at = 0; at < accountId.length; at++) seed = hash(seed, accountId.charCodeAt(at));
  return seed;
}

/** Returns the gram that marks texts with too many grams. */
export function gramOfLongTexts(accountId: string): number {
  return hash(seedOf(accountId));
}

/**
 * Adds the grams of a text: each character, and each sequence of two and three characters within a word. Characters
 * are folded as in a search, so a text that contains a word in any spelling has all the grams of `gramsOfSearch` for
 * it.
 * @returns false if the set would have more than `most` grams; then only some of the grams are added
 */
export function addGrams(grams: Set<number>, accountId: string, text: string, most = MAX_GRAMS): boolean {
  const seed = seedOf(accountId);
  let [first, second] = [BETWEEN_WORDS, BETWEEN_WORDS];
  eachUnit(text, (unit) => {
    if (unit !== BETWEEN_WORDS) {
      grams.add(hash(seed, unit));
      if (second !== BETWEEN_WORDS) grams.add(hash(seed, second, unit));
      if (first !== BETWEEN_WORDS) grams.add(hash(seed, first, second, unit));
    }
    first = unit === BETWEEN_WORDS ? BETWEEN_WORDS : second;
    second = unit;
    return grams.size <= most;
  });
  return grams.size <= most;
}

/**
 * Returns the grams that a text must have to contain these words. Empty if the words have no grams, for example a
 * lone accent.
 */
export function gramsOfSearch(accountId: string, words: readonly string[]): number[] {
  const seed = seedOf(accountId);
  const grams = new Set<number>();
  for (const word of words) {
    for (const units of foldedWords(word)) {
      const length = Math.min(units.length, MAX_GRAM_LENGTH);
      for (let at = length; at <= units.length; at++) grams.add(hash(seed, ...units.slice(at - length, at)));
    }
  }
  return [...grams];
}

/** Splits a text into folded words. Some characters are folded to a space, which separates two words. */
function foldedWords(text: string): number[][] {
  const words: number[][] = [[]];
  eachUnit(text, (unit) => {
    if (unit === BETWEEN_WORDS) words.push([]);
    else words.at(-1)!.push(unit);
    return true;
  });
  return words.filter((word) => word.length > 0);
}
