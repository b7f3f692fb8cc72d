import { searchRegExp } from '../../protocol/search-pattern.ts';

interface FoundTextProps {
  text: string;
  /** What was searched for; none: nothing is marked. */
  words: readonly string[];
}

/** A text with the words marked that were searched for. */
export function FoundText({ text, words }: FoundTextProps) {
  if (words.length === 0) return text;
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
