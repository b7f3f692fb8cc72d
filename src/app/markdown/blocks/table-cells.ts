import { codeAndMathsSpans, type CodeOrMathsSpan } from '../maths/code-and-maths-spans.ts';

const MAY_HOLD_BAR = /[`$\\]/;

/**
 * Splits a table's row into cells. A bar after a backslash belongs to the text. A bar in code or in a formula also
 * belongs to the text, although GitHub splits there. In a complete row, GitHub's rule is used if this rule gives too
 * few cells and GitHub's rule gives the right number.
 * @param columns the number of columns of the table
 * @param live whether more text may be added to the row
 */
export function readCells(content: string, columns: number, live = false): string[] {
  const row = content.trim();
  const whole = cut(row, MAY_HOLD_BAR.test(row) ? codeAndMathsSpans(row, live) : []);
  if (whole.length >= columns) return whole;
  const all = cut(row, []);
  return all.length === columns && !live ? all : whole;
}

/** Fits the cells of a row to the columns of the table. Surplus cells are joined to the last one, so that no words are lost. */
export function fitCells(cells: readonly string[], columns: number): string[] {
  const rest = cells.slice(columns - 1).filter((cell) => cell !== '');
  return Array.from({ length: columns }, (_, column) =>
    column === columns - 1 ? rest.join(' | ') : (cells[column] ?? ''),
  );
}

function cut(row: string, spans: readonly CodeOrMathsSpan[]): string[] {
  const cells: string[] = [];
  let cell = '';
  let span = 0;
  for (let at = 0; at < row.length; at++) {
    while ((spans[span]?.end ?? Infinity) <= at) span += 1;
    if (row[at] !== '|') cell += row[at];
    else if (row[at - 1] === '\\') cell = `${cell.slice(0, -1)}|`;
    else if ((spans[span]?.start ?? Infinity) <= at) cell += '|';
    else {
      cells.push(cell);
      cell = '';
    }
  }
  cells.push(cell);
  if (cells[0] === '') cells.shift();
  if (cells.at(-1) === '') cells.pop();
  return cells.map((text) => text.trim());
}
