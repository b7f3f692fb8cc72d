import { directionOfBlocks, type Direction } from './direction.ts';
import type { MarkdownDocument } from './document.ts';
import { numberFootnotes, type FootnoteNumbers } from './number-footnotes.ts';
import { appendMarkdown, EMPTY_MARKDOWN, markdownDocument } from './read-markdown.ts';

/** A document, and what its texts refer to. */
export interface ReadMarkdown extends Pick<MarkdownDocument, 'blocks' | 'definitions' | 'footnotes'> {
  /** The same object as before if no number has changed. */
  readonly numbers: FootnoteNumbers;
  /** That of the first text that has one; null if none has. */
  readonly direction: Direction | null;
}

/** Reads the text of one message, however often: what it has read before is not read again. */
export interface MarkdownReader {
  /** @param live more may come; see `markdownDocument` */
  read(text: string, live: boolean): ReadMarkdown;
}

/** Makes a reader that has read nothing. To the same question it gives the same answer: it is a cache. */
export function createMarkdownReader(): MarkdownReader {
  let state = EMPTY_MARKDOWN;
  let readText = '';
  let readLive = false;
  let latest: ReadMarkdown | null = null;

  return {
    read(text, live) {
      if (latest && text === readText && live === readLive) return latest;
      const goesOn = text.startsWith(readText);
      state = goesOn
        ? appendMarkdown(state, text.slice(readText.length))
        : appendMarkdown(EMPTY_MARKDOWN, text);
      readText = text;
      readLive = live;
      const { blocks, definitions, footnotes, callers } = markdownDocument(state, live);
      const numbers = numberFootnotes({ blocks, definitions, footnotes, callers });
      const unchanged = latest && sameNumbers(latest.numbers, numbers) ? latest.numbers : numbers;
      const direction = directionOfBlocks(blocks);
      latest = { blocks, definitions, footnotes, numbers: unchanged, direction };
      return latest;
    },
  };
}

function sameNumbers(some: FootnoteNumbers, others: FootnoteNumbers): boolean {
  return (
    some.size === others.size && [...some.keys()].every((label) => some.get(label) === others.get(label))
  );
}
