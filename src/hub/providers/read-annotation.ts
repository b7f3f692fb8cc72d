import { cutText } from '../../protocol/cut-text.ts';
import { isObject, type UrlCitation } from '../../protocol/url-citation.ts';

/** Maximum length of an address, and of a title, in characters. A source with a longer address is dropped. */
const MAX_ADDRESS = 2_048;
const MAX_TITLE = 300;
const WEB_ADDRESS = /^https?:\/\/[^\s/]/i;

/**
 * Reads a source that a model server reports: an annotation of OpenAI and OpenRouter, the same without the nested object, a
 * search result of Perplexity, or an address. Returns null for annotations of other kinds, and if the address is not one of
 * the web.
 */
export function readAnnotation(sent: unknown): UrlCitation | null {
  if (typeof sent === 'string') return citationOf(sent, undefined, {});
  if (!isObject(sent) || (sent['type'] !== undefined && sent['type'] !== 'url_citation')) return null;
  const { url_citation: nested, ...rest } = sent;
  const fields = isObject(nested) ? { ...rest, ...nested } : rest;
  return citationOf(fields['url'], fields['title'], fields);
}

/**
 * Returns a source as an annotation of a chat completion:
 * https://platform.openai.com/docs/guides/tools-web-search
 */
export function chatAnnotation({ type, url_citation, start_index, end_index }: UrlCitation): object {
  const place = start_index === undefined ? {} : { start_index, end_index };
  return { type, url_citation: { ...url_citation, ...place } };
}

function citationOf(
  url: unknown,
  title: unknown,
  { start_index: start, end_index: end }: Readonly<Record<string, unknown>>,
): UrlCitation | null {
  if (typeof url !== 'string' || url.length > MAX_ADDRESS || !WEB_ADDRESS.test(url.trim())) return null;
  const named = typeof title === 'string' ? title.replace(/\s+/g, ' ').trim() : '';
  return {
    type: 'url_citation',
    url_citation: { url: url.trim(), title: cutText(named, MAX_TITLE) },
    // Some servers send zeros if they do not know the place.
    ...(isIndex(start) && isIndex(end) && start < end && { start_index: start, end_index: end }),
  };
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
