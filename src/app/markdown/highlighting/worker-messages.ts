import type { CodeToken } from './highlighter.ts';

/** The tokens of each line. */
export type TokenLines = readonly (readonly CodeToken[])[];

/** A message from the page to the worker. Texts are identified by numbers. */
export type HighlightRequest =
  | {
      readonly type: 'highlight';
      readonly text: number;
      readonly language: string;
      readonly lines: readonly string[];
    }
  /** The text has no more lines. */
  | { readonly type: 'end'; readonly text: number };

/** A message from the worker to the page. */
export type HighlightResponse =
  /** The grammar is loaded, and the lines are being highlighted. */
  | { readonly type: 'started'; readonly text: number }
  /**
   * The tokens; null if the language is unknown, if its grammar could not be loaded, or if the grammar failed on these
   * lines.
   */
  | { readonly type: 'highlighted'; readonly text: number; readonly tokens: TokenLines | null };
