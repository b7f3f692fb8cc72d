import { cellWidth } from './markdown/cell-width.ts';
import { oneLine, shorten } from './one-line.ts';
import { styled } from './styled-text.ts';
import type { Output } from './terminal.ts';

const GAP = 2;

/**
 * Writes rows in columns. In a terminal all columns but the first are cut to the width; elsewhere cells are complete
 * and separated by tabs.
 */
export function writeColumns(out: Output, rows: readonly (readonly string[])[]): void {
  const lines = rows.map((cells) => cells.map(oneLine));
  if (!out.isTerminal) {
    for (const cells of lines) out.write(`${cells.join('\t')}\n`);
    return;
  }
  const widths = (lines[0] ?? []).map((_, column) =>
    lines.reduce((widest, cells) => Math.max(widest, cellWidth(cells[column] ?? '')), 0),
  );
  for (const cells of lines) {
    let used = 0;
    const shown = cells.map((cell, column) => {
      const width = widths[column] ?? 0;
      const text = column === 0 ? cell : shorten(cell, out.width - used);
      used += width + GAP;
      const room = column === cells.length - 1 ? 0 : width + GAP - cellWidth(text);
      return [column === 0 ? text : styled('dim', text), ' '.repeat(Math.max(0, room))];
    });
    out.write(...shown.flat(), '\n');
  }
}
