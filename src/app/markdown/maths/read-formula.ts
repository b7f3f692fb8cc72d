import { isEnvironmentAt, readEnvironments } from './environments.ts';
import {
  hasTex,
  isBracketsFormula,
  isDisplayFormula,
  isDollarFormula,
  isParenthesesFormula,
  isProse,
} from './formula-heuristics.ts';

/** A formula within a text. */
export interface Formula {
  readonly tex: string;
  /** Whether it is a display formula. */
  readonly isBlock: boolean;
  /** The position after it. */
  readonly end: number;
}

/** `pending`: a formula has probably begun, but its end has not arrived yet. Null: there is no formula. */
export type MathsReading = Formula | 'pending' | null;

/** Maximum length of a formula within a text, in characters. */
const MAX_LENGTH = 4_000;
/**
 * Characters after which `$` belongs to an amount or a variable. Scripts without spaces between words are not included.
 */
const WORD = /[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{N}]/u;
const CANNOT_FOLLOW_OPENER = /[\s$,;:!?)\]}"'’”/@#%&]/;
const CANNOT_FOLLOW_CLOSER = /[\p{N}${]/u;
/** Characters before which a formula can end only if it contains TeX: "$20^\circ$C", but "$HOME/$USER". */
const RARELY_FOLLOWS_CLOSER = /[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}(]/u;
/** A suffix that may follow a formula directly: "the $n$th". */
const SUFFIX = /(?:st|nd|rd|ths?|s)(?![\p{L}\p{N}_$])/uy;
const PARTIAL_SUFFIX = /(?:st?|nd?|rd?|t|ths?)?$/y;
/** Matches the first bar of a pair. In a table, this bar would otherwise begin a cell. */
const OPENING_BAR = /^\|[\p{L}\\]/u;
const DOLLAR = /\\[^]|\$/g;
const DELIMITER = /\\[\\()[\]]/g;
/** Matches punctuation after a display formula. It is rendered on the line of the formula. */
const MARK = /[ \t]*([.,;:!?])(?=\s|$)/y;

/**
 * Parses the formula that begins at a `$` or a backslash.
 * @param live whether more text may be added. If so, a formula that ends in `$` is accepted only when the next
 * character is known, because that character may show that the `$` belongs to an amount or a variable.
 */
export function readMathsAt(source: string, at: number, live: boolean): MathsReading {
  if (source[at] === '$') {
    const before = source.charAt(at - 1);
    if (before === '$' || WORD.test(before)) return null;
    return source[at + 1] === '$' ? readDouble(source, at + 2, live) : readSingle(source, at + 1, live);
  }
  if (source[at + 1] === '(') return readEscaped(source, at + 2, '\\)', live);
  if (source[at + 1] === '[') return readEscaped(source, at + 2, '\\]', live);
  return source[at + 1] === 'b' ? readNamed(source, at, live) : null;
}

/** Returns the punctuation after a display formula, and the position after the punctuation. */
export function markAfter(source: string, end: number): { mark: string; end: number } {
  MARK.lastIndex = end;
  const mark = MARK.exec(source)?.[1] ?? '';
  return { mark, end: mark === '' ? end : MARK.lastIndex };
}

function readSingle(source: string, from: number, live: boolean): MathsReading {
  if (CANNOT_FOLLOW_OPENER.test(source[from] ?? ' ')) return null;
  const lineEnd = source.indexOf('\n', from);
  const limit = Math.min(lineEnd < 0 ? source.length : lineEnd, from + MAX_LENGTH);
  const closer = dollarFrom(source, from, limit);
  if (closer === null) return pending(source, from, limit, live);
  const tex = source.slice(from, closer);
  if (tex !== tex.trimEnd() || !isDollarFormula(tex)) return null;
  const end = closer + 1;
  PARTIAL_SUFFIX.lastIndex = end;
  if (live && PARTIAL_SUFFIX.test(source)) return 'pending';
  SUFFIX.lastIndex = end;
  const next = source.charAt(end);
  if (CANNOT_FOLLOW_CLOSER.test(next)) return null;
  const isEnd = !RARELY_FOLLOWS_CLOSER.test(next) || hasTex(tex) || SUFFIX.test(source);
  return isEnd ? { tex, isBlock: false, end } : null;
}

function readDouble(source: string, from: number, live: boolean): MathsReading {
  if (source[from] === '$') return null;
  const limit = Math.min(source.length, from + MAX_LENGTH);
  const closer = dollarFrom(source, from, limit);
  if (closer === null) return pending(source, from, limit, live);
  const tex = source.slice(from, closer);
  if (!isDisplayFormula(tex)) return null;
  const end = closer + 2;
  if (live && end >= source.length) return 'pending';
  const next = source.charAt(end);
  if (source[closer + 1] !== '$' || CANNOT_FOLLOW_CLOSER.test(next) || RARELY_FOLLOWS_CLOSER.test(next))
    return null;
  return withMark(source, tex, end);
}

function readEscaped(source: string, from: number, closer: string, live: boolean): MathsReading {
  const limit = Math.min(source.length, from + MAX_LENGTH);
  const at = firstMatch(DELIMITER, source, { from, limit, skipped: '\\\\' });
  if (at === null) return pending(source, from, limit, live);
  const tex = source.slice(from, at);
  const end = at + closer.length;
  if (!source.startsWith(closer, at)) return null;
  if (closer === '\\]') return isBracketsFormula(tex) ? withMark(source, tex, end) : null;
  return isParenthesesFormula(tex) ? { tex, isBlock: false, end } : null;
}

function readNamed(source: string, at: number, live: boolean): MathsReading {
  if (!isEnvironmentAt(source, at)) return null;
  const written = source.slice(at, at + MAX_LENGTH);
  const { depth, end } = readEnvironments(written, 0, 0);
  if (end !== null) return withMark(source, written.slice(0, end), at + end);
  return live && depth !== null && at + MAX_LENGTH > source.length ? 'pending' : null;
}

function withMark(source: string, tex: string, closerEnd: number): Formula {
  const { mark, end } = markAfter(source, closerEnd);
  return { tex: tex.trim() + mark, isBlock: true, end };
}

/** Returns `pending` if a formula has probably begun and its end may still arrive; otherwise null. */
function pending(source: string, from: number, limit: number, live: boolean): MathsReading {
  if (!live || limit < source.length) return null;
  const begun = source.slice(from);
  const isLikely = source.startsWith('\\[', from - 2)
    ? isBracketsFormula(`${begun} `)
    : hasTex(begun) || OPENING_BAR.test(begun);
  return isLikely && !isProse(begun, false) ? 'pending' : null;
}

/** Returns the position of the next dollar sign that is not escaped; null if there is none before `limit`. */
function dollarFrom(source: string, from: number, limit: number): number | null {
  return firstMatch(DOLLAR, source, { from, limit, skipped: '\\' });
}

interface Search {
  readonly from: number;
  readonly limit: number;
  /** Matches that begin with this text are ignored. */
  readonly skipped: string;
}

function firstMatch(pattern: RegExp, source: string, { from, limit, skipped }: Search): number | null {
  pattern.lastIndex = from;
  for (let match = pattern.exec(source); match && match.index < limit; match = pattern.exec(source)) {
    if (!match[0].startsWith(skipped)) return match.index;
  }
  return null;
}
