import { searchRegExp } from '../../protocol/search-pattern.ts';

export interface HighlightedTextProps {
  text: string;
  /** The words of the search. */
  words: readonly string[];
}

/** A text in which the words of a search are highlighted. There must be at least one word. */
export function HighlightedText({ text, words }: HighlightedTextProps) {
  return text.split(searchRegExp(words)).map((piece, index) =>
    index % 2 === 1 ? (
      // Pieces have no identity except their position.
      <mark key={index} className="bg-transparent font-semibold text-accent">
        {piece}
      </mark>
    ) : (
      piece
    ),
  );
}
