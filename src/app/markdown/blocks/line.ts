const TAB_WIDTH = 4;

/** A line while it is read. What was read of it is not looked at again. */
export interface Line {
  readonly text: string;
  /** How far it is read. */
  at: number;
  /** In which column that is, tabs expanded. */
  column: number;
  /** How many columns of the tab before `at` are still to be read. */
  spare: number;
}

/** A line of which nothing is read. */
export function createLine(text: string): Line {
  return { text, at: 0, column: 0, spare: 0 };
}

/** How many columns of white space come next. */
export function indentOf(line: Line): number {
  let column = line.column + line.spare;
  for (let at = line.at; at < line.text.length; at++) {
    if (line.text[at] === ' ') column += 1;
    else if (line.text[at] === '\t') column += TAB_WIDTH - (column % TAB_WIDTH);
    else break;
  }
  return column - line.column;
}

/** Whether nothing but white space comes. */
export function isBlank(line: Line): boolean {
  for (let at = line.at; at < line.text.length; at++) {
    if (line.text[at] !== ' ' && line.text[at] !== '\t') return false;
  }
  return true;
}

/** Reads so many columns of white space, or fewer where fewer come; of a tab maybe a part. */
export function skipIndent(line: Line, columns: number): void {
  let left = columns;
  while (left > 0) {
    if (line.spare === 0) {
      const next = line.text[line.at];
      if (next !== ' ' && next !== '\t') return;
      line.spare = next === ' ' ? 1 : TAB_WIDTH - (line.column % TAB_WIDTH);
      line.at += 1;
    }
    const step = Math.min(left, line.spare);
    line.column += step;
    line.spare -= step;
    left -= step;
  }
}

/** Reads so many characters that are no white space. */
export function skipCharacters(line: Line, count: number): void {
  line.at += count;
  line.column += count;
}

/** What is still to be read, without the white space before it. */
export function contentOf(line: Line): string {
  return line.text.slice(line.at).replace(/^[ \t]+/, '');
}

/** What is still to be read. */
export function restOf(line: Line): string {
  return ' '.repeat(line.spare) + line.text.slice(line.at);
}

/** A text without the white space around it. Other spaces than those of ASCII are text. */
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
