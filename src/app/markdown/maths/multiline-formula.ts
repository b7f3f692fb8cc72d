import { Appender } from '../chunks.ts';
import { isEnvironmentAt, readEnvironments } from './environments.ts';
import { markAfter } from './read-formula.ts';
import { isBracketsFormula, isDisplayFormula, isProse } from './formula-heuristics.ts';

/** A formula of several lines while it is being parsed. Immutable. */
export interface OpenFormula {
  readonly kind: '$$' | '\\[' | 'environment';
  /** The lines so far. The first one is the text after the opening delimiter. */
  readonly lines: readonly string[];
  /** The length of the lines, in characters. */
  readonly length: number;
  /** The number of open environments; only for the kind `environment`. */
  readonly depth: number;
  /** Whether the previous line was blank. */
  readonly afterBlank: boolean;
  /** Whether it opens at the end of a line of text. Then it contains no blank lines. */
  readonly inText: boolean;
}

/** The relation of a line to an open formula. `outside`: the line shows that the text is not a formula. */
export type FormulaLine =
  | { readonly type: 'inside'; readonly formula: OpenFormula }
  | { readonly type: 'last'; readonly tex: string; readonly rest: string }
  | { readonly type: 'outside' };

const ANY_OPENER = /\$\$|\\\[|\\begin\{/;
/** Matches the markers that can precede the content of a line: the markers of quotes, items, tasks and footnotes. */
const MARKERS = /^(?:[\s>*+-]|\d+[.)]|\[[ xX]\]|\[\^[^\]]*\]:)*$/;

/** Maximum length of a formula of several lines, in characters. */
export const LONGEST_FORMULA = 10_000;
const OPENER = /^(?:(\$\$)(?!\$)|(\\\[))/;
const OPENER_AT_END = /^([^]*[^\s$\\])[ \t]*((?<=[ \t:：,，])\$\$|\\\[|\\begin\{[A-Za-z]+\*?\})$/;
const DOLLARS = /\\[^]|\$+/g;
const BRACKETS = /\\[^]/g;
/**
 * Match the start of a block that ends the search for a delimiter. After a blank line, `-` and `>` are markers.
 * Elsewhere they may be TeX.
 */
const BLOCK = /^(?:#{1,6}[ \t]|```|~~~)/;
const BLOCK_AFTER_BLANK = /^(?:#{1,6}[ \t]|```|~~~|[-*+][ \t]|\d+[.)][ \t]|>|\|)/;
const OUTSIDE: FormulaLine = { type: 'outside' };

/**
 * Whether a formula of several lines may open in a line. This is a quick check: if it returns false, no formula opens.
 */
export function mayOpenFormula(text: string): boolean {
  const at = text.search(ANY_OPENER);
  if (at < 0) return false;
  return (
    (MARKERS.test(text.slice(0, at)) && openFormula(text.slice(at)) !== null) ||
    openFormulaAtEnd(text) !== null
  );
}

/** Returns the formula that opens at the start of a line and does not end in it. */
export function openFormula(content: string): OpenFormula | null {
  const line = content.trimEnd();
  if (isEnvironmentAt(line, 0)) return startFormula('environment', line);
  const [opener, dollars] = OPENER.exec(line) ?? [];
  if (opener === undefined) return null;
  const first = line.slice(opener.length);
  const isFormula = dollars ? isDisplayFormula(first) : isBracketsFormula(`${first} `);
  return first.trim() === '' || isFormula ? startFormula(dollars ? '$$' : '\\[', first) : null;
}

/** Returns the formula that opens at the end of a line of text, and the text before it. */
export function openFormulaAtEnd(content: string): { text: string; formula: OpenFormula } | null {
  const [, text, opener] = OPENER_AT_END.exec(content.trimEnd()) ?? [];
  if (text === undefined || opener === undefined) return null;
  const isCloser = opener === '$$' && text.split('$$').length % 2 === 0;
  const formula = isCloser ? null : openFormula(opener);
  return formula && { text, formula: { ...formula, inText: true } };
}

/** Returns the markdown text of an open formula. */
export function writtenFormula({ kind, lines }: OpenFormula): string {
  return (kind === 'environment' ? '' : kind) + lines.join('\n');
}

function startFormula(kind: OpenFormula['kind'], first: string): OpenFormula | null {
  const empty: OpenFormula = { kind, lines: [], length: 0, depth: 0, afterBlank: false, inText: false };
  const line = readFormulaLine(empty, first, new Appender());
  return line.type === 'inside' ? line.formula : null;
}

/**
 * Parses a line of an open formula.
 * @param appender adds to the lines of the formula
 * @param complete whether no more text will be added to the line
 */
export function readFormulaLine(
  formula: OpenFormula,
  content: string,
  appender: Appender,
  complete = true,
): FormulaLine {
  const line = content.trimEnd();
  const length = formula.length + line.length + 1;
  const isBlock = (formula.afterBlank ? BLOCK_AFTER_BLANK : BLOCK).test(line);
  const end = endIn(formula, line);
  const isBreak = formula.inText && complete && line === '';
  if (isBlock || isBreak || end === 'never' || length > LONGEST_FORMULA) return OUTSIDE;
  const own = line.slice(0, end.at);
  if (isProse(own, complete)) return OUTSIDE;
  const isFirst = formula.lines.length === 0;
  const lines = own.trim() === '' && !isFirst ? formula.lines : appender.add(formula.lines, own);
  if (end.at === undefined) {
    return {
      type: 'inside',
      formula: { ...formula, lines, length, depth: end.depth, afterBlank: line === '' },
    };
  }
  const closerEnd = end.at + (formula.kind === 'environment' ? 0 : 2);
  const { mark, end: restAt } = markAfter(line, closerEnd);
  const tex = lines.join('\n').trim();
  const rest = line.slice(restAt).trim();
  // A line like `$$ x $$` is a complete formula. Its first `$$` does not close the formula before it, which has no end.
  const opensAnother =
    formula.kind === '$$' && end.at === 0 && (formula.afterBlank ? rest !== '' : rest.includes('$$'));
  return tex === '' || opensAnother ? OUTSIDE : { type: 'last', tex: tex + mark, rest };
}

/**
 * Searches a line for the end of a formula. `at` is undefined if the formula does not end in the line. Returns `never`
 * if the text cannot be a formula.
 */
function endIn({ kind, depth }: OpenFormula, line: string): { at?: number; depth: number } | 'never' {
  switch (kind) {
    case '$$':
      for (const { 0: sign, index } of line.matchAll(DOLLARS)) {
        if (sign === '$$') return { at: index, depth };
        if (sign.startsWith('$$$')) return 'never';
      }
      return { depth };
    case '\\[':
      for (const { 0: sign, index } of line.matchAll(BRACKETS)) {
        if (sign === '\\]') return { at: index, depth };
        if (sign === '\\[') return 'never';
      }
      return { depth };
    case 'environment': {
      const { depth: open, end } = readEnvironments(line, 0, depth);
      if (open === null) return 'never';
      return end === null ? { depth: open } : { at: end, depth: 0 };
    }
  }
}
