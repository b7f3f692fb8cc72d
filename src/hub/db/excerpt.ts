import { searchRegExp, wordFinder } from '../../protocol/search-pattern.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import { plainWords } from './plain-words.ts';

/** In characters. */
const LONGEST = 140;
/** How much of an excerpt stands before the word that it is around. */
const LEAD = 40;

/**
 * The piece of a markdown text around the first of these words that it holds, in one line: at most 140 characters,
 * and an ellipsis where it is cut. Without the marks of markdown, unless it was one of them that was found.
 */
export function excerptAround(markdown: string, words: readonly string[]): string {
  const shown = visibleText(markdown);
  const plain = plainWords(shown);
  const text = wordFinder(words)(plain) ? plain : shown;
  const line = text.replace(/\s+/g, ' ').trim();
  const at = searchRegExp(words).exec(line)?.index ?? 0;
  const start = at <= LEAD ? 0 : wordStart(line, at - LEAD, at);
  const end = line.length <= start + LONGEST ? line.length : wordEnd(line, start + LONGEST, at);
  return `${start > 0 ? '…' : ''}${withoutHalves(line.slice(start, end))}${end < line.length ? '…' : ''}`;
}

/** The first start of a word from there on, as far as there is one before `limit`. */
function wordStart(line: string, from: number, limit: number): number {
  const space = line.indexOf(' ', from);
  return space >= 0 && space < limit ? space + 1 : from;
}

/** The last end of a word up to there, as far as there is one after `limit`. */
function wordEnd(line: string, to: number, limit: number): number {
  const space = line.lastIndexOf(' ', to);
  return space > limit ? space : to;
}

/** Without the half of a character that a cut may leave at either end. */
function withoutHalves(text: string): string {
  return text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
}
