import type { Token } from 'markdown-it';
import stringWidth from 'string-width';
import { renderInline } from './render-inline.ts';
import type { Place } from './place.ts';
import { wrap } from './wrap.ts';

const GAP = '  ';
/** A column that has less is none that can be read. */
const NARROWEST_COLUMN = 6;

/**
 * A table in columns, its cells wrapped where the terminal is too narrow for it; where no column could be read
 * any more, each row is a list of its cells under the names of their columns.
 */
export function renderTable(tokens: readonly Token[], place: Place): string[] {
  const [head = [], ...body] = rowsOf(tokens, place);
  const room = place.width - GAP.length * (head.length - 1);
  const widths = fit(
    head.map((cell, column) => widest([cell, ...body.map((row) => row[column] ?? '')])),
    room,
  );
  if (widths === null) return asLists(head, body, place);
  const rule = place.colors.dim(widths.map((width) => '─'.repeat(width)).join(GAP));
  const bold = head.map((cell) => place.colors.bold(cell));
  return [...renderRow(bold, widths), rule, ...body.flatMap((row) => renderRow(row, widths))];
}

function rowsOf(tokens: readonly Token[], { colors }: Place): string[][] {
  const rows: string[][] = [];
  for (const { type, children } of tokens) {
    if (type === 'tr_open') rows.push([]);
    if (type === 'inline') rows.at(-1)?.push(renderInline(children ?? [], colors));
  }
  return rows;
}

function widest(cells: readonly string[]): number {
  return Math.max(1, ...cells.map((cell) => stringWidth(cell)));
}

/** The widths of the columns within so much room: the widest give way first. Null where they cannot. */
function fit(natural: readonly number[], room: number): number[] | null {
  const least = natural.map((width) => Math.min(width, NARROWEST_COLUMN));
  if (sum(least) > room) return null;
  const widths = [...natural];
  while (sum(widths) > room) {
    const most = Math.max(...widths);
    widths[widths.indexOf(most)] = most - 1;
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function renderRow(cells: readonly string[], widths: readonly number[]): string[] {
  const wrapped = widths.map((width, column) => wrap(cells[column] ?? '', width));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    widths
      .map((width, column) => {
        const text = wrapped[column]?.[line] ?? '';
        return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
      })
      .join(GAP)
      .trimEnd(),
  );
}

function asLists(head: readonly string[], body: readonly string[][], { width, colors }: Place): string[] {
  return body.flatMap((row, index) => [
    ...(index > 0 ? [''] : []),
    ...row.flatMap((cell, column) => wrap(`${colors.bold(head[column] ?? '')}: ${cell}`, width)),
  ]);
}
