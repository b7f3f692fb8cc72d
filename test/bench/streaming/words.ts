const WORDS =
  'answer argue begin between borrow careful certain city claim common custom doubt early either enough error even evident evil example fair follow former friend gift good govern habit harbour honest judge justice kind knowledge later law learn letter listen matter measure memory middle mind music nature never often order other patient perhaps picture place plain practice prudent question quiet reason remain rather river rule season settle several shadow silver simple slow small soul speak stone stranger teach temper thing though together truth under until useful virtue voice wander water weigh whole winter wisdom without wonder write'.split(
    ' ',
  );

/** One mark per this many words. */
const MARK_EVERY = 10;

/** Generates words. Some are marks, which show how much of the text a page has: `m1q`, `m2q` and so on. */
export interface WordSource {
  word(): string;
  words(least: number, most: number): string[];
  /** From `least` to `most`, both included. */
  number(least: number, most: number): number;
}

/** Matches marks. */
export const MARK = /m(\d+)q/g;

/**
 * @param random from `createRandom`
 * @param firstMark the number of the first mark; null for words without marks
 */
export function createWords(random: () => number, firstMark: number | null): WordSource {
  let given = 0;
  let mark = firstMark;
  const number = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));

  function word(): string {
    given += 1;
    if (mark === null || given % MARK_EVERY !== 0) return WORDS[number(0, WORDS.length - 1)] ?? '';
    mark += 1;
    return `m${mark - 1}q`;
  }

  return {
    word,
    words: (least, most) => Array.from({ length: number(least, most) }, word),
    number,
  };
}
