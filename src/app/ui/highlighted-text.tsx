import { searchRegExp } from '../../protocol/search-pattern.ts';

export interface HighlightedTextProps {
  text: string;
  /** What was searched for. */
  words: readonly string[];
}

/** A text with the words marked that were searched for. Without words, use `LazyHighlightedText`. */
export function HighlightedText({ text, words }: HighlightedTextProps) {
  return text.split(searchRegExp(words)).map((piece, index) =>
    index % 2 === 1 ? (
      // Pieces have no identity but their place.
      <mark key={index} className="bg-transparent font-semibold text-accent">
        {piece}
      </mark>
    ) : (
      piece
    ),
  );
}
