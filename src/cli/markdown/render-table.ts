import { styled, type Span } from '../styled-text.ts';
import { cellWidth } from './cell-width.ts';
import type { ParsedMarkdown } from './parse-markdown.ts';
import { renderInline } from './render-inline.ts';
import { wrap, type Line } from './wrap.ts';

const GAP: Span = { text: '  ', styles: [] };
/** Minimum width of a column, in cells. */
const MIN_COLUMN_WIDTH = 6;
/** Maximum length of a cell, in characters. Longer cells are cut. */
const MAX_CELL_LENGTH = 16 * 1024;
/** Maximum length of a column's name in a list, where each row repeats it, in characters. */
const MAX_NAME_LENGTH = 100;

type Cell = readonly Span[];

/**
 * Renders a table in columns. If the terminal is too narrow, cells are wrapped. If it is too narrow for readable
 * columns, each row becomes a list of its cells, each with the name of its column. Yields null between two units of
 * work that produced no line.
 */
export function* renderTable(
  table: ParsedMarkdown & { width: number },
  at: number,
): Generator<Line | null, void> {
  const [head = [], ...body] = yield* readRows(table, at);
  const room = table.width - GAP.text.length * (head.length - 1);
  const widths = fit(naturalWidths(head, body), room);
  yield null;
  if (widths === null) return yield* asLists(head, body, table.width);
  yield* renderRow(
    head.map((cell) => cell.map((span) => styled('bold', span))),
    widths,
  );
  yield [styled('dim', widths.map((width) => '─'.repeat(width)).join(GAP.text))];
  for (const row of body) {
    yield* renderRow(row, widths);
    yield null;
  }
}

function* readRows({ tokens, ends, childrenOf }: ParsedMarkdown, table: number): Generator<null, Cell[][]> {
  const rows: Cell[][] = [];
  for (let at = table; at < ends[table]!; at++) {
    const token = tokens[at]!;
    if (token.type === 'tr_open') {
      rows.push([]);
      yield null;
    }
    if (token.type !== 'inline') continue;
    if (token.content.length > MAX_CELL_LENGTH) token.content = `${token.content.slice(0, MAX_CELL_LENGTH)}…`;
    rows.at(-1)?.push(renderInline(childrenOf(token)));
  }
  return rows;
}

/** Returns the width that each column has without a limit. */
function naturalWidths(head: readonly Cell[], body: readonly (readonly Cell[])[]): number[] {
  const widths = head.map((cell) => Math.max(1, widthOf(cell)));
  for (const row of body) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 1, widthOf(cell));
    }
  }
  return widths;
}

function widthOf(spans: Cell): number {
  return spans.reduce((width, { text }) => width + cellWidth(text), 0);
}

/**
 * Returns the widths of the columns within a total width; null if the columns cannot shrink enough. The widest columns
 * shrink first.
 */
function fit(natural: readonly number[], room: number): number[] | null {
  const within = (most: number) => sum(natural.map((width) => Math.min(width, most)));
  if (within(MIN_COLUMN_WIDTH) > room) return null;
  if (sum(natural) <= room) return [...natural];
  let most = MIN_COLUMN_WIDTH;
  for (let step = 2 ** Math.ceil(Math.log2(Math.max(room, 1))); step >= 1; step /= 2) {
    if (within(most + step) <= room) most += step;
  }
  let left = room - within(most);
  const widths = natural.map((width) => Math.min(width, most));
  for (let column = natural.length - 1; column >= 0 && left > 0; column--) {
    if (natural[column]! <= most) continue;
    widths[column] = most + 1;
    left -= 1;
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function* renderRow(cells: readonly Cell[], widths: readonly number[]): Generator<Line> {
  const wrapped = widths.map((width, column) => wrap(cells[column] ?? [], width));
  const height = wrapped.reduce((most, lines) => Math.max(most, lines.length), 0);
  for (let at = 0; at < height; at++) {
    const line: Span[] = [];
    let room = 0;
    for (const [column, width] of widths.entries()) {
      const piece = wrapped[column]?.[at] ?? [];
      if (piece.length > 0) {
        if (room > 0) line.push({ text: ' '.repeat(room), styles: [] });
        line.push(...piece);
        room = -widthOf(piece);
      }
      room += width + GAP.text.length;
    }
    yield line;
  }
}

function* asLists(
  head: readonly Cell[],
  body: readonly (readonly Cell[])[],
  width: number,
): Generator<Line | null> {
  const names = head.map((cell) => {
    const name = cell.map(({ text }) => text).join('');
    return name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH)}…` : name;
  });
  for (const [index, row] of body.entries()) {
    if (index > 0) yield [];
    for (const [column, cell] of row.entries()) {
      yield* wrap([styled('bold', names[column] ?? ''), { text: ': ', styles: [] }, ...cell], width);
      yield null;
    }
  }
}
