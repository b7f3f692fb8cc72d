import { searchRegExp, wordFinder } from '../../protocol/search-pattern.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import { plainWords } from './plain-words.ts';

/** Maximum length of an excerpt, in characters. */
const MAX_LENGTH = 140;
/** Maximum number of characters before the match. */
const LEAD = 40;

/**
 * Returns an excerpt of a markdown text around the first match of these words. The excerpt is one line of at most 140
 * characters, plus an ellipsis where it is cut. Markdown syntax is removed, unless the words occur only with it.
 */
export function excerptAround(markdown: string, words: readonly string[]): string {
  const shown = visibleText(markdown);
  const plain = plainWords(shown);
  const text = wordFinder(words)(plain) ? plain : shown;
  const line = text.replace(/\s+/g, ' ').trim();
  const at = searchRegExp(words).exec(line)?.index ?? 0;
  const start = at <= LEAD ? 0 : wordStart(line, at - LEAD, at);
  const end = line.length <= start + MAX_LENGTH ? line.length : wordEnd(line, start + MAX_LENGTH, at);
  return `${start > 0 ? '…' : ''}${withoutHalves(line.slice(start, end))}${end < line.length ? '…' : ''}`;
}

/** Returns the first start of a word after `from`; returns `from` if there is none before `limit`. */
function wordStart(line: string, from: number, limit: number): number {
  const space = line.indexOf(' ', from);
  return space >= 0 && space < limit ? space + 1 : from;
}

/** Returns the last end of a word before `to`; returns `to` if there is none after `limit`. */
function wordEnd(line: string, to: number, limit: number): number {
  const space = line.lastIndexOf(' ', to);
  return space > limit ? space : to;
}

/** Removes halves of surrogate pairs that a cut has left at the ends. */
function withoutHalves(text: string): string {
  return text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
}
