import { createFootnoteNumbering } from './references/footnote-numbers.ts';
import { createReferences, type OwnReferences } from './references/references.ts';
import { directionOfBlocks, type Direction } from './direction.ts';
import type { MarkdownDocument } from './document.ts';
import { appendMarkdown, EMPTY_MARKDOWN, markdownDocument } from './blocks/append-markdown.ts';
import { startsWithText } from './text-slicer.ts';

/** A parsed text. */
export interface ReadMarkdown extends Pick<MarkdownDocument, 'blocks' | 'footnotes'> {
  /** The direction of the first text that has a direction; null if no text has a direction. */
  readonly direction: Direction | null;
}

/** Parses the growing text of one message. Text that it has parsed before is not parsed again. */
export interface MarkdownReader {
  /** The link targets and footnote numbers after the last `read`. */
  readonly references: OwnReferences;
  /** @param live whether more text may follow; see `markdownDocument` */
  read(text: string, live: boolean): ReadMarkdown;
}

/** Creates a reader. If `read` is called again with the same arguments, it returns the same object. */
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
      state = startsWithText(text, readText)
        ? appendMarkdown(state, text.slice(readText.length))
        : appendMarkdown(EMPTY_MARKDOWN, text);
      readText = text;
      readLive = live;
      const document = markdownDocument(state, live);
      references.update(document.definitions, footnoteNumbers.read(document));
      const { blocks, footnotes } = document;
      latest = { blocks, footnotes, direction: directionOfBlocks(blocks) };
      return latest;
    },
  };
}
