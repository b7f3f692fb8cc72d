/** A character with its marks, joiners and skin tones. */
const CLUSTER = /\P{M}(?:\p{M}|\u200D\P{M}|[\u{1F3FB}-\u{1F3FF}])*|\p{M}+/gu;

/** Null in browsers without `Intl.Segmenter`, such as Firefox before 125. */
const graphemeSegmenter =
  typeof Intl.Segmenter === 'function' ? new Intl.Segmenter('en', { granularity: 'grapheme' }) : null;

/**
 * Maximum length of text that is segmented at once, in UTF-16 code units. V8 copies the whole input for each segment.
 */
const PIECE = 64;

/**
 * Yields the characters of a text as people see them: an emoji with its modifiers is one character. A character of more
 * than 64 UTF-16 code units, such as a letter with very many accents, is split.
 */
export function* graphemes(text: string): Generator<string> {
  if (!graphemeSegmenter) for (const [cluster] of text.matchAll(CLUSTER)) yield cluster;
  else for (let at = 0; at < text.length;) at = yield* graphemesOfPiece(graphemeSegmenter, text, at);
}

/**
 * Yields the characters of one piece. Returns the index at which the next piece begins. The last character of a piece
 * may be incomplete, so the next piece begins with it.
 */
function* graphemesOfPiece(
  segmenter: Intl.Segmenter,
  text: string,
  start: number,
): Generator<string, number> {
  const end = start + PIECE - (isHighSurrogate(text.charCodeAt(start + PIECE - 1)) ? 1 : 0);
  const piece = text.slice(start, end);
  const isLast = end >= text.length;
  let last = '';
  for (const { segment } of segmenter.segment(piece)) {
    if (last !== '') yield last;
    last = segment;
  }
  if (isLast || last.length === piece.length) {
    yield last;
    return end;
  }
  return start + piece.length - last.length;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
