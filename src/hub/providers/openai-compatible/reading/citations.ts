import type { UrlCitation } from '../../../../protocol/url-citation.ts';
import { chatAnnotation, readAnnotation } from '../../read-annotation.ts';
import { isObject, type JsonObject } from './json.ts';

/** Collects the sources of one choice. */
export interface CitationReader {
  /**
   * Returns the new sources in a delta and its chunk, as annotations of a chat completion. Some servers repeat all
   * sources with every chunk.
   */
  read(delta: JsonObject, chunk: JsonObject): object[];
}

/** Maximum number of sources of an answer. Further sources are dropped. */
const MAX_SOURCES = 200;

/** Creates a reader of one choice's sources. */
export function createCitationReader(): CitationReader {
  const known = new Set<string>();

  function isNew({ url_citation: { url }, start_index: start, end_index: end }: UrlCitation): boolean {
    const key = JSON.stringify([url, start, end]);
    if (known.has(key) || known.size >= MAX_SOURCES) return false;
    known.add(key);
    return true;
  }

  return {
    read({ annotations }, chunk) {
      const sent = [annotations, sourcesOf(chunk)].flat().map(readAnnotation);
      return sent
        .filter((citation) => citation !== null && isNew(citation))
        .map((one) => chatAnnotation(one!));
    },
  };
}

/** Whether a chunk has sources outside of its choices. */
export function hasSources({ citations, search_results: results }: JsonObject): boolean {
  return Array.isArray(citations) || Array.isArray(results);
}

/**
 * Returns the sources of a chunk of Perplexity or xAI. `citations` is a list of addresses, to which marks such as `[1]` in
 * the text refer; `search_results` has titles.
 */
function sourcesOf({ citations, search_results: results }: JsonObject): unknown[] {
  const found = Array.isArray(results) ? results.filter(isObject) : [];
  if (!Array.isArray(citations)) return found;
  const titles = new Map(found.map(({ url, title }) => [url, title]));
  return citations.map((one: unknown) =>
    typeof one === 'string' ? { url: one, title: titles.get(one) } : one,
  );
}
