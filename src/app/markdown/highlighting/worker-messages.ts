import type { CodeToken } from './highlighter.ts';

/** What each line of a text consists of. */
export type TokenLines = readonly (readonly CodeToken[])[];

/** What the page says to the worker that colours code. Texts are known by a number. */
export type HighlightRequest =
  | {
      readonly type: 'colour';
      readonly text: number;
      readonly language: string;
      readonly lines: readonly string[];
    }
  /** No more lines of it come. */
  | { readonly type: 'end'; readonly text: number };

/** What the worker says to the page. */
export type HighlightResponse =
  /** It has all it needs, and is at work until it answers. */
  | { readonly type: 'begins'; readonly text: number }
  /** Null: it does not know the language, or what knows it cannot be loaded. */
  | { readonly type: 'coloured'; readonly text: number; readonly tokens: TokenLines | null };
