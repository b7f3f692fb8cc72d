const TAB_WIDTH = 4;

/** A line with a reading position. */
export interface Line {
  readonly text: string;
  /** The reading position, as an index into `text`. */
  at: number;
  /** The column of the position, with tabs expanded. */
  column: number;
  /** The number of unread columns of the tab before `at`. */
  tabColumnsLeft: number;
}

/** Creates a line with the reading position at its start. */
export function createLine(text: string): Line {
  return { text, at: 0, column: 0, tabColumnsLeft: 0 };
}

/** Returns the number of columns of white space after the position. */
export function indentOf(line: Line): number {
  let column = line.column + line.tabColumnsLeft;
  for (let at = line.at; at < line.text.length; at++) {
    if (line.text[at] === ' ') column += 1;
    else if (line.text[at] === '\t') column += TAB_WIDTH - (column % TAB_WIDTH);
    else break;
  }
  return column - line.column;
}

/** Whether the rest of the line is white space. */
export function isBlank(line: Line): boolean {
  for (let at = line.at; at < line.text.length; at++) {
    if (line.text[at] !== ' ' && line.text[at] !== '\t') return false;
  }
  return true;
}

/** Skips up to `columns` columns of white space. It can skip a part of a tab. */
export function skipIndent(line: Line, columns: number): void {
  let left = columns;
  while (left > 0) {
    if (line.tabColumnsLeft === 0) {
      const next = line.text[line.at];
      if (next !== ' ' && next !== '\t') return;
      line.tabColumnsLeft = next === ' ' ? 1 : TAB_WIDTH - (line.column % TAB_WIDTH);
      line.at += 1;
    }
    const step = Math.min(left, line.tabColumnsLeft);
    line.column += step;
    line.tabColumnsLeft -= step;
    left -= step;
  }
}

/** Skips characters that are not white space. */
export function skipCharacters(line: Line, count: number): void {
  line.at += count;
  line.column += count;
}

/** Returns the rest of the line without leading white space. */
export function contentOf(line: Line): string {
  return line.text.slice(line.at).replace(/^[ \t]+/, '');
}

/** Returns the rest of the line. Unread columns of a tab become spaces. */
export function restOf(line: Line): string {
  return ' '.repeat(line.tabColumnsLeft) + line.text.slice(line.at);
}

/** Trims spaces, tabs and line breaks. Other white space counts as text. */
export function trimAscii(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isAsciiSpace(text, start)) start += 1;
  while (end > start && isAsciiSpace(text, end - 1)) end -= 1;
  return text.slice(start, end);
}

function isAsciiSpace(text: string, at: number): boolean {
  return text[at] === ' ' || text[at] === '\t' || text[at] === '\n';
}
