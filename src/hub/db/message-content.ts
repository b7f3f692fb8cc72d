import { createCodePointIndex } from '../../protocol/code-points.ts';
import { textContent, type Message } from '../../protocol/message.ts';
import type { UrlCitation } from '../../protocol/url-citation.ts';

/** Returns the content of a message: one text with its sources. A place that is not in the text is left out. */
export function messageContent(
  value: string,
  citations: readonly UrlCitation[] | null = null,
): Message['content'] {
  return textContent(value, citations?.map(createTextFinder(value)));
}

/**
 * Returns a function that adds the cited text to a source. Programs replace this text with marks of their own, as in
 * OpenAI's examples, so it is never empty.
 */
function createTextFinder(value: string): (citation: UrlCitation) => UrlCitation {
  const indexOf = createCodePointIndex(value);
  return ({ type, url_citation, start_index, end_index }) => {
    const isPlaced =
      start_index !== undefined && end_index !== undefined && indexOf(end_index) <= value.length;
    if (!isPlaced) return { type, text: url_citation.url, url_citation };
    const text = value.slice(indexOf(start_index), indexOf(end_index));
    return { type, text, start_index, end_index, url_citation };
  };
}
