/** A character with the marks, joiners and skin tones that belong to it. */
const CLUSTER = /\P{M}(?:\p{M}|\u200D\P{M}|[\u{1F3FB}-\u{1F3FF}])*|\p{M}+/gu;

/** Older browsers have none: Firefox before 125. */
const wholeCharacters =
  typeof Intl.Segmenter === 'function' ? new Intl.Segmenter('en', { granularity: 'grapheme' }) : null;

/** How much is segmented at once, in UTF-16 units: V8 copies all of its input with each segment. */
const PIECE = 64;

/**
 * The characters of a text as a person sees them: an emoji with its modifiers is one. One of more than 64 UTF-16
 * units, such as a letter under a tower of accents, comes in parts.
 */
export function* graphemes(text: string): Generator<string> {
  if (!wholeCharacters) for (const [cluster] of text.matchAll(CLUSTER)) yield cluster;
  else for (let at = 0; at < text.length;) at = yield* graphemesOfPiece(wholeCharacters, text, at);
}

/** Gives those of one piece, and returns where the next begins. The last one may go on in it, and comes with it. */
function* graphemesOfPiece(
  segmenter: Intl.Segmenter,
  text: string,
  start: number,
): Generator<string, number> {
  const end = start + PIECE - (isFirstHalf(text.charCodeAt(start + PIECE - 1)) ? 1 : 0);
  const piece = text.slice(start, end);
  const isLast = end >= text.length;
  let held = '';
  for (const { segment } of segmenter.segment(piece)) {
    if (held !== '') yield held;
    held = segment;
  }
  if (isLast || held.length === piece.length) {
    yield held;
    return end;
  }
  return start + piece.length - held.length;
}

function isFirstHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
