import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Chunks } from '../chunks.ts';
import type { CodeToken } from '../highlighting/highlighter.ts';
import { createCodeHighlighting } from '../highlighting/code-highlighting.ts';

/**
 * The tokens of those lines of a text that have been read. It is read in the background, and each line once:
 * the last one when it is complete.
 */
export function useHighlighting(
  language: string | null,
  lines: Chunks<string>,
  open: boolean,
): Chunks<readonly CodeToken[]> {
  const [colours] = useState(createCodeHighlighting);
  useEffect(() => {
    if (language !== null && lines.length > 0) colours.read(language, lines, open);
  }, [colours, language, lines, open]);
  useEffect(() => () => colours.stop(), [colours]);
  return useSyncExternalStore(colours.subscribe, colours.tokens);
}
