/** A character with the marks, joiners and skin tones that belong to it. */
const CLUSTER = /\P{M}(?:\p{M}|\u200D\P{M}|[\u{1F3FB}-\u{1F3FF}])*|\p{M}+/gu;

/** Older browsers have none: Firefox before 125. */
const segmenter =
  typeof Intl.Segmenter === 'function' ? new Intl.Segmenter('en', { granularity: 'grapheme' }) : null;

/** The characters of a text as a person sees them: an emoji with its modifiers is one. */
export function* graphemes(text: string): Generator<string> {
  if (segmenter) for (const { segment } of segmenter.segment(text)) yield segment;
  else for (const [cluster] of text.matchAll(CLUSTER)) yield cluster;
}
