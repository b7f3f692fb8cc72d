import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { withoutControls } from './without-controls.ts';
import type { Output } from './terminal.ts';

const GAP = 2;

/**
 * Writes rows in columns. In a terminal the last column is cut to what fits, the first is never; elsewhere the
 * cells are whole, with a tab between two.
 */
export function writeColumns(out: Output, rows: readonly (readonly string[])[]): void {
  const lines = rows.map((cells) => cells.map(oneLine));
  if (!out.isTerminal) {
    for (const cells of lines) out.write(`${cells.join('\t')}\n`);
    return;
  }
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((cells) => stringWidth(cells[column] ?? ''))),
  );
  for (const cells of lines) {
    let used = 0;
    const shown = cells.map((cell, column) => {
      const width = widths[column] ?? 0;
      const text = column === 0 ? cell : shorten(cell, out.width - used);
      used += width + GAP;
      const room = column === cells.length - 1 ? 0 : width + GAP - stringWidth(text);
      return (column === 0 ? text : out.colors.dim(text)) + ' '.repeat(Math.max(0, room));
    });
    out.write(`${shown.join('')}\n`);
  }
}

function oneLine(text: string): string {
  return withoutControls(text.replace(/\s+/gu, ' ')).trim();
}

/** A text that is at most so many cells wide; empty where there is no room for any. */
function shorten(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  if (width < 2) return '';
  const [first = ''] = wrapAnsi(text, width - 1, { hard: true, wordWrap: false }).split('\n');
  return `${first.trimEnd()}…`;
}
