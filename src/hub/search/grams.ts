import { fold } from '../../protocol/search-pattern.ts';

/**
 * How many different grams a text may have that the index holds: about 80,000 characters of prose. A longer text, or one
 * of random characters, is looked at in every search of its account.
 */
export const MOST_GRAMS = 8_192;

/** What stands between two words, and what no word of a search can hold. */
const SEPARATOR = /[\s\p{Cc}\ud800-\udfff]/u;
const BETWEEN_WORDS = 0;
const LONGEST_GRAM = 3;

const folded = new Map<number, string>();

/** A character as a search takes it, a separator as NUL. */
function foldCode(code: number): string {
  const known = folded.get(code);
  if (known !== undefined) return known;
  const character = fold(String.fromCodePoint(code)).replace(SEPARATOR, '\0');
  folded.set(code, character);
  return character;
}

/** Calls `visit` with each UTF-16 unit of a text, folded, until it returns false; 0 stands between words. */
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

/** A gram of an account: the grams of one account say nothing of what another one's messages hold. */
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

/** The gram of a text that has too many. */
export function gramOfLongTexts(accountId: string): number {
  return hash(seedOf(accountId));
}

/**
 * Adds the grams of a text: each character, and each two and three in a row within a word. Characters are taken as a
 * search takes them, so a text that holds a word in any spelling has all the grams that `gramsOfSearch` gives for it.
 * @returns false, with some of the grams added, where there would be more than `most` in the set
 */
export function addGrams(grams: Set<number>, accountId: string, text: string, most = MOST_GRAMS): boolean {
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

/** Grams that every text has which holds these words; none where words such as a lone accent have none. */
export function gramsOfSearch(accountId: string, words: readonly string[]): number[] {
  const seed = seedOf(accountId);
  const grams = new Set<number>();
  for (const word of words) {
    for (const units of foldedWords(word)) {
      const length = Math.min(units.length, LONGEST_GRAM);
      for (let at = length; at <= units.length; at++) grams.add(hash(seed, ...units.slice(at - length, at)));
    }
  }
  return [...grams];
}

/** A sign may be folded to a space: what is on either side of it are words of their own. */
function foldedWords(text: string): number[][] {
  const words: number[][] = [[]];
  eachUnit(text, (unit) => {
    if (unit === BETWEEN_WORDS) words.push([]);
    else words.at(-1)!.push(unit);
    return true;
  });
  return words.filter((word) => word.length > 0);
}
