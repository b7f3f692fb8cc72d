/** A definition, in whatever container: other blocks refer to it, so that no block stands alone. */
const DEFINITION = /^[ \t>*+\-\d.)]*\[(?:[^\]\\]|\\.){1,999}\]:/ms;
const LINE = /([^\r\n]*)(?:\r\n|\r|\n|$)/g;
const BLANK = /^[ \t]*$/;
const HTML = /^ {0,3}</;
const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
const RULE = /^ {0,3}([-*])(?:[ \t]*\1){2,}[ \t]*$/;
const MARKER = /^ {0,3}(?:[-+*]|\d{1,9}[.)])(?:[ \t]|$)/;
/** A marker that says on its own line how far its item is indented. */
const ITEM = /^( {0,3}(?:[-+*]|(\d{1,9})[.)]) {1,4})\S/;
/** After a blank line this closes every list, quote and table, and is no part of another. */
const BLOCK_START = /^(?![\s\d>|<[:]|[-+*](?:[ \t]|$))/;

/** How far the content of the open list item is indented; Infinity where none is open, null where that is in doubt. */
type ItemIndent = number | null;

/**
 * Cuts markdown between its blocks, into sections that show one after the other what the whole shows.
 * Text that is appended changes the last section or adds sections, unless it is a definition. Where a
 * cut is in doubt there is none. Blocks: https://spec.commonmark.org/0.31.2/
 */
export function markdownSections(text: string): string[] {
  if (DEFINITION.test(text)) return [text];
  const sections: string[] = [];
  let start = 0;
  /** Where the last line that is not blank ends: an item would take blank lines after it into its code. */
  let end = 0;
  let afterBlank = true;
  let closingFence: RegExp | null = null;
  let item: ItemIndent = Infinity;

  for (const { 1: line = '', index } of text.matchAll(LINE)) {
    if (BLANK.test(line)) {
      afterBlank = true;
      continue;
    }
    if (closingFence) {
      if (closingFence.test(line)) closingFence = null;
      end = index + line.length;
      afterBlank = false;
      continue;
    }
    if (HTML.test(line)) break; // it may go on over blank lines
    if (afterBlank && BLOCK_START.test(line)) {
      if (end > start) sections.push(text.slice(start, end));
      start = index;
      item = Infinity;
    }
    const indent = line.search(/[^ ]/);
    const fence = FENCE.exec(line)?.[1];
    if (fence === undefined) item = indentAfter(line, indent, item, afterBlank);
    else if (item === null && indent > 0) break;
    else if (item === null || indent < item) {
      closingFence = new RegExp(`^ {0,3}${fence[0]}{${fence.length},}[ \\t]*$`);
      item = Infinity;
    }
    end = index + line.length;
    afterBlank = false;
  }
  return [...sections, text.slice(start)];
}

/** What a line of text makes of the open item. */
function indentAfter(line: string, indent: number, open: ItemIndent, afterBlank: boolean): ItemIndent {
  if (open !== null && indent >= open) return open;
  if (!MARKER.test(line)) return open === Infinity ? open : null;
  const [, marked, number] = ITEM.exec(line) ?? [];
  if (marked === undefined || RULE.test(line) || (open === null && indent > 0)) return null;
  // A number other than 1 may be the next line of a paragraph: that makes no difference between siblings.
  const begins = afterBlank || number === undefined || number === '1' || marked.length === open;
  return begins ? marked.length : null;
}
