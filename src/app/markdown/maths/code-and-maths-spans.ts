import { readMathsAt } from './read-formula.ts';

/** A part of a text without markdown: code, a formula, or a formula without an end. */
export interface CodeOrMathsSpan {
  readonly kind: 'code' | 'maths' | 'pending';
  readonly start: number;
  readonly end: number;
}

const OPENER = /`+|\\[^]|\$/g;

/**
 * Finds the code and the formulas of a text, in order.
 * @param live whether more text may be added. If so, code without an end extends to the end of the text. See also
 * `readMathsAt`.
 */
export function codeAndMathsSpans(source: string, live: boolean): CodeOrMathsSpan[] {
  const spans: CodeOrMathsSpan[] = [];
  /** Lengths of backtick runs that do not occur again. */
  const unclosed = new Set<number>();
  let at = 0;
  for (let opener = find(OPENER, source, at); opener; opener = find(OPENER, source, at)) {
    const start = opener.index;
    at = start + opener[0].length;
    if (opener[0].startsWith('`')) {
      const { length } = opener[0];
      const end = unclosed.has(length) ? null : codeEnd(source, at, length);
      if (end === null && live) return [...spans, { kind: 'code', start, end: source.length }];
      if (end === null) unclosed.add(length);
      else spans.push({ kind: 'code', start, end: (at = end) });
      continue;
    }
    const reading = readMathsAt(source, start, live);
    if (reading === 'pending') return [...spans, { kind: 'pending', start, end: source.length }];
    if (reading) spans.push({ kind: 'maths', start, end: (at = reading.end) });
  }
  return spans;
}

/** Returns the end of the next run of exactly `length` backticks; null if there is no such run. */
function codeEnd(source: string, from: number, length: number): number | null {
  const run = /`+/g;
  for (let match = find(run, source, from); match; match = find(run, source, run.lastIndex)) {
    if (match[0].length === length) return run.lastIndex;
  }
  return null;
}

function find(pattern: RegExp, source: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(source);
}
