import { CALLOUTS, type Alignment, type Callout } from '../document.ts';
import { trimAscii } from './line.ts';

/** The marker of a list item. */
export interface ItemMarker {
  /** The bullet, or the delimiter after the number. It is the same for all items of a list. */
  readonly kind: string;
  /** The item's number; null for a bullet. */
  readonly number: number | null;
  readonly length: number;
}

/**
 * Maximum length of a heading, a row of a table or a fence, in characters. Longer lines are parsed as text, because
 * lines of these kinds are parsed again from their start each time they grow.
 */
export const LONGEST_MARKUP = 5_000;

/** Whether a line is short enough to be a heading, a row of a table or a fence. */
export function mayBeMarkup(content: string): boolean {
  return content.length <= LONGEST_MARKUP || content.trimEnd().length <= LONGEST_MARKUP;
}

const HEADING = /^(#{1,6})(?:[ \t]([^]*))?$/;
const BREAK = /^([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const ITEM = /^(?:([-+*])|(\d{1,9})([.)]))(?=[ \t]|$)/;
const UNDERLINE = /^(?:(=+)|-+)[ \t]*$/;
const FOOTNOTE = /^\[\^([^[\] ]+)\]:/;
const DELIMITER = /^:?-+:?$/;
const CHECKBOX = /^\[([ xX])\][ \t]+(?=\S)/;
const CALLOUT = /^\[!(\w+)\][ \t]*(?:\n|$)/;

/** Parses a heading in one line. Returns its level and its text; null if the line is not a heading. */
export function readHeading(content: string): { level: number; text: string } | null {
  const [, marks, text = ''] = mayBeMarkup(content) ? (HEADING.exec(content) ?? []) : [];
  return marks === undefined ? null : { level: marks.length, text: withoutClosingMarks(trimAscii(text)) };
}

/**
 * Removes the `#` marks at the end of a heading. It uses no regular expression, because a pattern would search each run
 * of spaces to its end.
 */
function withoutClosingMarks(text: string): string {
  let end = text.length;
  while (text[end - 1] === '#') end -= 1;
  return end === 0 || text[end - 1] === ' ' || text[end - 1] === '\t' ? trimAscii(text.slice(0, end)) : text;
}

/** Whether a line is a thematic break. */
export function isBreak(content: string): boolean {
  return BREAK.test(content);
}

/** Parses the marker of a list item. Returns null if the line does not start with a marker. */
export function readItemMarker(content: string): ItemMarker | null {
  const [whole, bullet, digits, delimiter] = ITEM.exec(content) ?? [];
  if (whole === undefined) return null;
  const number = digits === undefined ? null : Number(digits);
  return { kind: bullet ?? delimiter ?? '', number, length: whole.length };
}

/**
 * Parses the line under a paragraph that makes it a heading. Returns the level; null if the line is not an underline.
 */
export function readUnderline(content: string): 1 | 2 | null {
  const match = UNDERLINE.exec(content);
  return match && (match[1] === undefined ? 2 : 1);
}

/**
 * Parses the start of a footnote. Returns its label and the length of the part before its text; null if the line does
 * not start a footnote.
 */
export function readFootnote(content: string): { label: string; length: number } | null {
  const [whole, label] = FOOTNOTE.exec(content) ?? [];
  return whole === undefined || label === undefined ? null : { label, length: whole.length };
}

/** Maximum number of columns of a table. Wider tables are shown as text, because their layout takes too long. */
const MAX_COLUMNS = 250;

/**
 * Parses the delimiter row of a table. Returns the alignments of the columns; null if the line is not a delimiter row.
 * https://github.github.com/gfm/#tables-extension-
 */
export function readDelimiters(content: string): Alignment[] | null {
  if (content.length < 2 || !mayBeMarkup(content)) return null;
  if (!/^[-|:][-|: \t]+$/.test(content) || /^-[ \t]/.test(content)) return null;
  const cells = content.split('|').map((cell) => cell.trim());
  if (cells[0] === '') cells.shift();
  if (cells.at(-1) === '') cells.pop();
  if (cells.length > MAX_COLUMNS || !cells.every((cell) => DELIMITER.test(cell))) return null;
  return cells.map((cell) => {
    if (cell.endsWith(':')) return cell.startsWith(':') ? 'center' : 'right';
    return cell.startsWith(':') ? 'left' : null;
  });
}

/** Whether a line is a delimiter row with too many columns. */
export function isTooWide(content: string): boolean {
  return /^[-|:][-|: \t]+$/.test(content) && content.split('|').length > MAX_COLUMNS + 2;
}

/** Separates the checkbox from the text of an item. `checked` is null if the item has no checkbox. */
export function readCheckbox(text: string): { checked: boolean | null; text: string } {
  const match = CHECKBOX.exec(text);
  return match ? { checked: match[1] !== ' ', text: text.slice(match[0].length) } : { checked: null, text };
}

/** Separates the line `[!KIND]` from the text of a quotation. `callout` is null if the quotation is not a callout. */
export function readCallout(text: string): { callout: Callout | null; text: string } {
  const [line = '', name = ''] = CALLOUT.exec(text) ?? [];
  const callout = CALLOUTS.find((kind) => kind === name.toLowerCase()) ?? null;
  return { callout, text: callout ? trimAscii(text.slice(line.length)) : text };
}
