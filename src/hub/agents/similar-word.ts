/** How many edits make two words different words: one per this number of letters, but at least one. */
const LETTERS_PER_EDIT = 5;
const MAX_EDITS = 3;

/**
 * Finds the word that was probably meant. Upper case, hyphens and underscores do not count. Returns null if no word is
 * similar enough.
 */
export function similarWord(misspelt: string, words: readonly string[]): string | null {
  const typed = lettersOf(misspelt);
  const candidates = words.flatMap((word) => {
    const letters = lettersOf(word);
    const most = Math.min(MAX_EDITS, Math.max(1, Math.floor(letters.length / LETTERS_PER_EDIT)));
    if (Math.abs(typed.length - letters.length) > most) return [];
    const edits = editDistance(typed, letters);
    return edits <= most ? [{ word, edits }] : [];
  });
  return candidates.toSorted((one, other) => one.edits - other.edits)[0]?.word ?? null;
}

function lettersOf(word: string): string {
  return word.toLowerCase().replace(/[-_\s]/g, '');
}

/**
 * The optimal string alignment distance: the number of letters to insert, remove, replace, or swap with the next one.
 * @see https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance#Optimal_string_alignment_distance
 */
function editDistance(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let line = 1; line <= one.length; line++) {
    const next = [line];
    for (let column = 1; column <= other.length; column++) {
      const differs = one[line - 1] === other[column - 1] ? 0 : 1;
      let edits = Math.min(row[column]! + 1, next[column - 1]! + 1, row[column - 1]! + differs);
      const isSwapped =
        line > 1 && column > 1 && one[line - 1] === other[column - 2] && one[line - 2] === other[column - 1];
      if (isSwapped) edits = Math.min(edits, before[column - 2]! + 1);
      next.push(edits);
    }
    [before, row] = [row, next];
  }
  return row[other.length]!;
}
