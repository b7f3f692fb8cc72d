import type { UrlCitation } from '../protocol/url-citation.ts';
import { sourcesOf, withMarks, type Source } from './cited-text.ts';

/** Characters that have a meaning in markdown, or in an address between angle brackets. */
const MARKDOWN = /[\\`*_[\]<>$~|]/g;
const UNSAFE_IN_ADDRESS = /[<>\\`$|\s]/g;

/** Returns the mark of a source as a markdown link: `[[1]](<https://example.com>)`. */
export function markdownMark({ number, url }: Source): string {
  return `[[${number}]](<${inAngleBrackets(url)}>)`;
}

/** Returns the sources of a message as a markdown list; null if there are none. */
export function markdownSources(sources: readonly Source[]): string | null {
  if (sources.length === 0) return null;
  const items = sources.map(({ number, url, title }) => {
    const address = `<${inAngleBrackets(url)}>`;
    return `${number}. ${title === '' ? address : `[${title.replace(MARKDOWN, '\\$&')}](${address})`}`;
  });
  return ['Sources:', items.join('\n')].join('\n\n');
}

/** Returns a markdown text with its marks, and with the list of its sources below it. */
export function withSources(text: string, citations: readonly UrlCitation[]): string {
  const list = markdownSources(sourcesOf(citations));
  return list === null ? text : `${withMarks(text, citations, markdownMark).trimEnd()}\n\n${list}`;
}

/** Returns the host of a source for people: `example.com`. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : url;
}

function inAngleBrackets(url: string): string {
  return url.replace(UNSAFE_IN_ADDRESS, encodeURIComponent);
}
