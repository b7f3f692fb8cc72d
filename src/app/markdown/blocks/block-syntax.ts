import { CALLOUTS, type Alignment, type Callout } from '../document.ts';
import { trimAscii } from './line.ts';

/** How an item begins. */
export interface ItemMarker {
  /** What the markers of one list have in common. */
  readonly kind: string;
  /** Its number; null if it has none. */
  readonly number: number | null;
  readonly length: number;
}

/**
 * A line that is longer than this, in characters, is none that ends where it ends: no heading, no row of a table, no fence.
 * It would be read anew from its start as it grows.
 */
export const LONGEST_MARKUP = 5_000;

/** Whether a line may be a heading, a row of a table or a fence, by its length. */
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

/** Recognises a heading in one line: its level and its text. */
export function readHeading(content: string): { level: number; text: string } | null {
  const [, marks, text = ''] = mayBeMarkup(content) ? (HEADING.exec(content) ?? []) : [];
  return marks === undefined ? null : { level: marks.length, text: withoutClosingMarks(trimAscii(text)) };
}

/** A pattern for this would try every run of spaces in the line to its end. */
function withoutClosingMarks(text: string): string {
  let end = text.length;
  while (text[end - 1] === '#') end -= 1;
  return end === 0 || text[end - 1] === ' ' || text[end - 1] === '\t' ? trimAscii(text.slice(0, end)) : text;
}

/** Whether a line is a thematic break. */
export function isBreak(content: string): boolean {
  return BREAK.test(content);
}

/** Recognises the marker of a list's item. */
export function readItemMarker(content: string): ItemMarker | null {
  const [whole, bullet, digits, delimiter] = ITEM.exec(content) ?? [];
  if (whole === undefined) return null;
  const number = digits === undefined ? null : Number(digits);
  return { kind: bullet ?? delimiter ?? '', number, length: whole.length };
}

/** The level of the heading that this line makes of the paragraph above it; null if it makes none. */
export function readUnderline(content: string): 1 | 2 | null {
  const match = UNDERLINE.exec(content);
  return match && (match[1] === undefined ? 2 : 1);
}

/** Recognises the definition of a footnote: its label, and how long what comes before its text is. */
export function readFootnote(content: string): { label: string; length: number } | null {
  const [whole, label] = FOOTNOTE.exec(content) ?? [];
  return whole === undefined || label === undefined ? null : { label, length: whole.length };
}

/** A table of more columns is shown as it is written: a browser takes too long to lay it out. */
const MOST_COLUMNS = 250;

/**
 * The columns of a table, if this is the line under its header.
 * https://github.github.com/gfm/#tables-extension-
 */
export function readDelimiters(content: string): Alignment[] | null {
  if (content.length < 2 || !mayBeMarkup(content)) return null;
  if (!/^[-|:][-|: \t]+$/.test(content) || /^-[ \t]/.test(content)) return null;
  const cells = content.split('|').map((cell) => cell.trim());
  if (cells[0] === '') cells.shift();
  if (cells.at(-1) === '') cells.pop();
  if (cells.length > MOST_COLUMNS || !cells.every((cell) => DELIMITER.test(cell))) return null;
  return cells.map((cell) => {
    if (cell.endsWith(':')) return cell.startsWith(':') ? 'center' : 'right';
    return cell.startsWith(':') ? 'left' : null;
  });
}

/** Whether a line would be the one under a header, if a table could have as many columns. */
export function isTooWide(content: string): boolean {
  return /^[-|:][-|: \t]+$/.test(content) && content.split('|').length > MOST_COLUMNS + 2;
}

/** Cuts the box of a task off the text of its item; `checked` is null where there is none. */
export function readCheckbox(text: string): { checked: boolean | null; text: string } {
  const match = CHECKBOX.exec(text);
  return match ? { checked: match[1] !== ' ', text: text.slice(match[0].length) } : { checked: null, text };
}

/** Cuts the line off a quotation that makes a callout of it; `callout` is null where there is none. */
export function readCallout(text: string): { callout: Callout | null; text: string } {
  const [line = '', name = ''] = CALLOUT.exec(text) ?? [];
  const callout = CALLOUTS.find((kind) => kind === name.toLowerCase()) ?? null;
  return { callout, text: callout ? trimAscii(text.slice(line.length)) : text };
}
