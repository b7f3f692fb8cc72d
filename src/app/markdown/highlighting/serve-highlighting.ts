import { loadGrammar, type HighlightLine } from './highlighter.ts';
import type { HighlightRequest, TokenLines, HighlightResponse } from './worker-messages.ts';

/** Answers what the page asks of a worker. Returns the handler of its messages. */
export function serveHighlighting(
  answer: (message: HighlightResponse) => void,
): (message: HighlightRequest) => Promise<void> {
  const texts = new Map<number, HighlightLine | null>();

  async function begin(text: number, language: string): Promise<void> {
    texts.set(text, null);
    try {
      const start = await loadGrammar(language);
      if (start && texts.has(text)) texts.set(text, start());
    } catch (error) {
      // Code without colours is still code. What cannot be fetched is a TypeError: the hub was gone for a moment.
      if (!(error instanceof TypeError)) reportError(error);
    }
  }

  return async (message) => {
    const { type, text } = message;
    if (type === 'end') return void texts.delete(text);
    if (!texts.has(text)) await begin(text, message.language);
    const highlight = texts.get(text);
    if (!highlight) return answer({ type: 'coloured', text, tokens: null });
    answer({ type: 'begins', text });
    answer({ type: 'coloured', text, tokens: colour(message.lines, highlight) });
  };
}

/** The tokens of the next lines of a text; null where its grammar fails on them. */
function colour(lines: readonly string[], highlight: HighlightLine): TokenLines | null {
  try {
    return lines.map(highlight);
  } catch (error) {
    // A grammar calls itself for each level of what it reads: a text can have more levels than the stack has room for.
    if (!(error instanceof RangeError)) reportError(error);
    return null;
  }
}
