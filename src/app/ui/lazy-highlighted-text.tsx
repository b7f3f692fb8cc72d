import { lazy, Suspense } from 'react';
import type { HighlightedTextProps } from './highlighted-text.tsx';

const HighlightedText = lazy(async () => ({
  default: (await import('./highlighted-text.tsx')).HighlightedText,
}));

/** A text in which the words of a search are highlighted. The code for highlighting is loaded with the first search. */
export function LazyHighlightedText({ text, words }: HighlightedTextProps) {
  if (words.length === 0) return text;
  return (
    <Suspense fallback={text}>
      <HighlightedText text={text} words={words} />
    </Suspense>
  );
}
