import { createFootnoteNumbering } from './references/footnote-numbers.ts';
import { createReferences, type OwnReferences } from './references/references.ts';
import { directionOfBlocks, type Direction } from './direction.ts';
import type { MarkdownDocument } from './document.ts';
import { appendMarkdown, EMPTY_MARKDOWN, markdownDocument } from './blocks/append-markdown.ts';
import { beginsWith } from './text-slicer.ts';

/** A document. */
export interface ReadMarkdown extends Pick<MarkdownDocument, 'blocks' | 'footnotes'> {
  /** That of the first text that has one; null if none has. */
  readonly direction: Direction | null;
}

/** Reads the text of one message, however often: what it has read before is not read again. */
export interface MarkdownReader {
  /** What the texts of the document refer to, as of the last reading. */
  readonly references: OwnReferences;
  /** @param live more may come; see `markdownDocument` */
  read(text: string, live: boolean): ReadMarkdown;
}

/** Makes a reader that has read nothing. To the same question it gives the same answer: it is a cache. */
export function createMarkdownReader(): MarkdownReader {
  const references = createReferences();
  const footnoteNumbers = createFootnoteNumbering();
  let state = EMPTY_MARKDOWN;
  let readText = '';
  let readLive = false;
  let latest: ReadMarkdown | null = null;

  return {
    references,
    read(text, live) {
      if (latest && text === readText && live === readLive) return latest;
      state = beginsWith(text, readText)
        ? appendMarkdown(state, text.slice(readText.length))
        : appendMarkdown(EMPTY_MARKDOWN, text);
      readText = text;
      readLive = live;
      const document = markdownDocument(state, live);
      references.take(document.definitions, footnoteNumbers.read(document));
      const { blocks, footnotes } = document;
      latest = { blocks, footnotes, direction: directionOfBlocks(blocks) };
      return latest;
    },
  };
}
