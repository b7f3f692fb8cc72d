import type { StateBlock } from 'markdown-it';
import { contentOf, isIndentedCode } from './lines.ts';
import { spanEnd } from './maths.ts';

/** A table as the judge describes it. */
export interface JudgedTable {
  readonly alignments: readonly ('left' | 'right' | 'center' | null)[];
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** https://github.github.com/gfm/#delimiter-row, with at least two characters. */
const DELIMITER_ROW = /^(?=..)(?!-[ \t])\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const ALIGNMENTS = { '--': null, ':-': 'left', '-:': 'right', '::': 'center' } as const;

/** A rule of markdown-it for a table whose header is the last line of a paragraph, as GitHub has it. */
export function table(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const under = startLine + 1;
  if (under >= endLine || isIndentedCode(state, startLine) || isIndentedCode(state, under)) return false;
  const header = contentOf(state, startLine);
  const delimiters = contentOf(state, under);
  if (state.sCount[under]! < state.blkIndent || !header.includes('|') || !DELIMITER_ROW.test(delimiters))
    return false;
  const alignments = [...delimiters.matchAll(/(:?)-+(:?)/g)].map(
    ([, left, right]) => ALIGNMENTS[`${left || '-'}${right || '-'}` as keyof typeof ALIGNMENTS],
  );
  const cells = cellsOf(header, alignments.length);
  if (cells.length !== alignments.length) return false;
  if (silent) return true;
  const rows: string[][] = [];
  const terminators = state.md.block.ruler.getRules('blockquote');
  let line = under + 1;
  for (; line < endLine; line++) {
    if (state.sCount[line]! < state.blkIndent || state.isEmpty(line) || isIndentedCode(state, line)) break;
    if (terminators.some((rule) => rule(state, line, endLine, true))) break;
    rows.push(asManyAs(cellsOf(contentOf(state, line), cells.length), cells.length));
  }
  const judged: JudgedTable = { alignments, header: cells, rows };
  state.push('table', '', 0).meta = judged;
  state.line = line;
  return true;
}

/** The cells of a row. A bar in code or in a formula does not split it, unless only GitHub's rule gives enough cells. */
function cellsOf(row: string, columns: number): string[] {
  const cells = split(row.trim(), true);
  const byGitHub = split(row.trim(), false);
  return cells.length < columns && byGitHub.length === columns ? byGitHub : cells;
}

function split(row: string, protectsSpans: boolean): string[] {
  const bars: number[] = [];
  let protectedTo = 0;
  for (let at = 0; at < row.length; at++) {
    if (protectsSpans && at >= protectedTo && !isEscaped(row, at)) protectedTo = spanEnd(row, at) ?? 0;
    if (row[at] === '|' && row[at - 1] !== '\\' && at >= protectedTo) bars.push(at);
  }
  const cells = [...bars, row.length].map((end, index) =>
    row
      .slice(index === 0 ? 0 : bars[index - 1]! + 1, end)
      .replaceAll('\\|', '|')
      .trim(),
  );
  if (row.startsWith('|')) cells.shift();
  if (bars.at(-1) === row.length - 1) cells.pop();
  return cells;
}

/** Whether an odd number of backslashes stands before a character. */
function isEscaped(row: string, at: number): boolean {
  return (/\\*$/.exec(row.slice(0, at))?.[0].length ?? 0) % 2 === 1;
}

/** A row with this number of cells. Those that it has too many are joined to the last, so that no words are lost. */
function asManyAs(cells: readonly string[], columns: number): string[] {
  const padded = [...cells, ...Array<string>(Math.max(0, columns - cells.length)).fill('')];
  const last = padded.slice(columns - 1).filter((cell) => cell !== '');
  return [...padded.slice(0, columns - 1), last.join(' | ')];
}
