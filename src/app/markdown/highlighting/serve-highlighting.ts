import { loadGrammar, type HighlightLine } from './highlighter.ts';
import type { HighlightRequest, TokenLines, HighlightResponse } from './worker-messages.ts';

/** Returns the worker's handler for messages from the page. */
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
      // A TypeError means that the grammar could not be fetched. It is not reported, because code is readable without
      // highlighting.
      if (!(error instanceof TypeError)) reportError(error);
    }
  }

  return async (message) => {
    const { type, text } = message;
    if (type === 'end') return void texts.delete(text);
    if (!texts.has(text)) await begin(text, message.language);
    const highlight = texts.get(text);
    if (!highlight) return answer({ type: 'highlighted', text, tokens: null });
    answer({ type: 'started', text });
    answer({ type: 'highlighted', text, tokens: tokensOf(message.lines, highlight) });
  };
}

/** Returns the tokens of the next lines of a text; null if the grammar fails on these lines. */
function tokensOf(lines: readonly string[], highlight: HighlightLine): TokenLines | null {
  try {
    return lines.map(highlight);
  } catch (error) {
    // Grammars are recursive: a text can be nested more deeply than the stack allows.
    if (!(error instanceof RangeError)) reportError(error);
    return null;
  }
}
