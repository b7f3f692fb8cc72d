/** Environments for maths. Environments for text, such as `itemize` and `tabular`, are shown as written. */
const NAMES = [
  'equation|align|gather|multline|eqnarray|alignat|flalign|displaymath|math|CD',
  'split|aligned|gathered|alignedat|array|darray|subarray|[dr]?cases|drcases|smallmatrix|[pbBvV]?matrix',
].join('|');
const BEGIN = new RegExp(String.raw`\\begin\{(?:${NAMES})\*?\}`, 'y');
const TAG = /\\(begin|end)\{[A-Za-z]+\*?\}/g;
/** Maximum nesting depth. It limits the amount of text that is parsed twice if an environment has no end. */
const MAX_DEPTH = 10;

/** The result of reading text in an environment. */
export interface EnvironmentReading {
  /** The number of open environments; null if they are nested too deeply. */
  readonly depth: number | null;
  /** The position after the outermost environment; null if it has no end in the text. */
  readonly end: number | null;
}

/** Whether an environment for maths begins at this position. */
export function isEnvironmentAt(source: string, at: number): boolean {
  BEGIN.lastIndex = at;
  return BEGIN.test(source);
}

/**
 * Searches for the end of the outermost environment.
 * @param depth the number of open environments at `from`
 */
export function readEnvironments(source: string, from: number, depth: number): EnvironmentReading {
  let open = depth;
  TAG.lastIndex = from;
  for (let match = TAG.exec(source); match; match = TAG.exec(source)) {
    open += match[1] === 'begin' ? 1 : -1;
    if (open === 0) return { depth: 0, end: TAG.lastIndex };
    if (open > MAX_DEPTH) return { depth: null, end: null };
  }
  return { depth: open, end: null };
}
