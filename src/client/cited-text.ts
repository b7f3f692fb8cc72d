import { createCodePointIndex } from '../protocol/code-points.ts';
import type { UrlCitation } from '../protocol/url-citation.ts';
import { codeRanges, type Range } from './code-ranges.ts';

/** A web page that a message cites, with its number in the message. */
export interface Source {
  readonly number: number;
  readonly url: string;
  /** Empty if unknown. */
  readonly title: string;
}

/** A mark, and the part of the text that it replaces, which may be empty. */
interface Edit {
  from: number;
  to: number;
  numbers: readonly number[];
}

/** A mark that a model wrote, such as `[1]`, or `【4:0†source】` in answers of OpenAI. */
const WRITTEN_MARK = /^(?:\[\d+\]|【[^【】]*】)$/;
/** A mark that refers to a source by its number, and is not a part of a link or a definition. */
const NUMBER_MARK = /\[(\d{1,3})\](?!\(|:|\[(?!\d))/g;
/** Characters before a mark with which the mark would become a picture or part of something else. */
const TOUCHING = /[!\\[\]`<]$/;
/** Maximum length of an address before a mark that is noticed, in characters. */
const MAX_WORD = 2_000;
/** Maximum number of marks in a text. */
const MAX_MARKS = 2_000;

/** Returns the sources of a message, each once, in the order in which they arrived. */
export function sourcesOf(citations: readonly UrlCitation[]): Source[] {
  const byUrl = new Map<string, Source>();
  for (const {
    url_citation: { url, title },
  } of citations) {
    const known = byUrl.get(url);
    if (known?.title) continue;
    byUrl.set(url, { number: known?.number ?? byUrl.size + 1, url, title });
  }
  return [...byUrl.values()];
}

/**
 * Adds a mark to a markdown text after each cited part. A mark that the model wrote itself is replaced. If sources have
 * no places, `[1]` in the text refers to the first of them. Code has no marks.
 * @param markOf returns the mark of a source
 */
export function withMarks(
  text: string,
  citations: readonly UrlCitation[],
  markOf: (source: Source) => string,
): string {
  if (citations.length === 0) return text;
  const sources = sourcesOf(citations);
  const numbers = new Map(sources.map(({ url, number }) => [url, number]));
  const places = placesIn(text, citations);
  const placed = places.flatMap(({ url, range }) => (range ? [{ range, number: numbers.get(url)! }] : []));
  const edits = placed.map(({ range, number }) => markAfter(text, range, number));
  if (placed.length < places.length) edits.push(...writtenNumbers(text, sources.length));
  let marked = '';
  let at = 0;
  for (const { from, to, numbers: cited } of inOrder(edits, codeRanges(text))) {
    if (from < at) continue;
    const before = text.slice(at, from);
    const marks = cited.map((number) => markOf(sources[number - 1]!)).join('');
    marked += before + (needsSpace(before) ? ' ' : '') + marks;
    at = to;
  }
  return marked + text.slice(at);
}

/**
 * Returns where the sources belong in the text; null for a source without a place, or whose place has another text than
 * the one that it cites.
 */
function placesIn(text: string, citations: readonly UrlCitation[]): { url: string; range: Range | null }[] {
  const indexOf = createCodePointIndex(text);
  return citations.map(({ url_citation: { url }, start_index: start, end_index: end, text: cited }) => {
    if (start === undefined || end === undefined) return { url, range: null };
    const range = [indexOf(start), indexOf(end)] as const;
    const isThere = range[1] <= text.length && (cited === undefined || text.slice(...range) === cited);
    return { url, range: isThere ? range : null };
  });
}

function markAfter(text: string, [from, to]: Range, number: number): Edit {
  const cited = text.slice(from, to);
  if (WRITTEN_MARK.test(cited)) return { from, to, numbers: [number] };
  const end = from + cited.trimEnd().length; // a mark belongs to the line that it follows
  return { from: end, to: end, numbers: [number] };
}

/** Returns the marks that a model wrote for sources without places. */
function writtenNumbers(text: string, count: number): Edit[] {
  return [...text.matchAll(NUMBER_MARK)].flatMap(({ 0: mark, 1: digits, index }) => {
    const number = Number(digits);
    const isMark = number >= 1 && number <= count && !/[[\\]/.test(text.charAt(index - 1));
    return isMark ? [{ from: index, to: index + mark.length, numbers: [number] }] : [];
  });
}

/** Returns the marks in the order of the text, one at each place, and none in code. */
function inOrder(edits: readonly Edit[], code: readonly Range[]): Edit[] {
  const byPlace = new Map<string, Edit>();
  let next = 0;
  for (const { from, to, numbers } of edits.toSorted((one, other) => one.from - other.from)) {
    while (next < code.length && code[next]![1] <= from) next++;
    if (next < code.length && code[next]![0] < from) continue;
    const key = `${from} ${to}`;
    const known = byPlace.get(key)?.numbers ?? [];
    const all = [...new Set([...known, ...numbers])].toSorted((one, other) => one - other);
    byPlace.set(key, { from, to, numbers: all });
  }
  return [...byPlace.values()].slice(0, MAX_MARKS);
}

/** Whether a mark directly after this text would change its meaning. An address would include the mark. */
function needsSpace(before: string): boolean {
  const end = before.slice(-MAX_WORD);
  const word = end.slice(Math.max(end.lastIndexOf(' '), end.lastIndexOf('\n')) + 1);
  return TOUCHING.test(word) || word.includes('://');
}
