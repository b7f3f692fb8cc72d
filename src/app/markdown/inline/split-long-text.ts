import { endWithin } from '../text-cost.ts';

/** Maximum length of a piece, in characters, and its maximum cost as `endWithin` counts it. */
const LONGEST_PIECE = 8_000;
const COSTLIEST_PIECE = 40_000;

/** Length after which the rest of a line is shown as plain text, in characters. */
const LONGEST_LINE = 64 * 1024;

/** Whether a text may be too long for one piece. `splitLongText` decides. */
export function isTooLong(length: number, cost: number): boolean {
  return length > LONGEST_PIECE || cost > COSTLIEST_PIECE;
}

/** A piece of a text. */
export interface Piece {
  readonly source: string;
  /** Whether it is the rest of a very long line, which is shown as plain text. */
  readonly plain: boolean;
}

/** The result of splitting a text. */
interface Split {
  /** The complete pieces. */
  readonly pieces: readonly Piece[];
  readonly last: Piece;
  /** The length of the part of the line before the last piece, in characters. */
  readonly lineStart: number;
}

/**
 * Splits a text that is longer than any paragraph that a person writes. Inline syntax can pair marks over any distance,
 * so the cost of parsing grows faster than the length. An open text is also parsed again with each addition. Pieces
 * limit both costs. Syntax does not pair across pieces. A split depends only on the text before it, so that a growing
 * text keeps its pieces.
 * @param start the length of the part of the line before the text, in characters
 */
export function splitLongText(source: string, start: number): Split {
  const pieces: Piece[] = [];
  let rest = source;
  let lineStart = start;
  for (let end = endOfFirst(rest, lineStart); end > 0; end = endOfFirst(rest, lineStart)) {
    const piece = rest.slice(0, end);
    const lineEnd = piece.lastIndexOf('\n');
    pieces.push({ source: piece, plain: isPlain(lineStart) });
    lineStart = lineEnd < 0 ? lineStart + piece.length : piece.length - lineEnd - 1;
    rest = rest.slice(end);
  }
  return { pieces, last: { source: rest, plain: isPlain(lineStart) }, lineStart };
}

function isPlain(lineStart: number): boolean {
  return lineStart >= LONGEST_LINE;
}

/** Returns the end of the first piece; 0 if the text fits into one piece. A piece of plain text ends with its line. */
function endOfFirst(source: string, lineStart: number): number {
  const limit = Math.min(LONGEST_PIECE, endWithin(COSTLIEST_PIECE, source, 0));
  const lineEnd = isPlain(lineStart) ? source.slice(0, limit).indexOf('\n') : -1;
  if (lineEnd >= 0) return lineEnd + 1;
  return limit < source.length ? endOfPiece(source, limit) : 0;
}

const ENDS = [/\n$/, /[.!?…]\s$|[。！？]$/, /\s$/] as const;

/**
 * Returns the end of the last line within the limit, otherwise of the last sentence, otherwise of the last word.
 * Positions where no marks are open are preferred.
 */
function endOfPiece(source: string, limit: number): number {
  const piece = source.slice(0, limit);
  const open = openMarks(piece);
  for (const mayBeOpen of [false, true]) {
    for (const isEnd of ENDS) {
      for (let at = piece.length; at > piece.length / 2; at--) {
        if ((mayBeOpen || open[at] === 0) && isEnd.test(piece.slice(at - 2, at))) return at;
      }
    }
  }
  return isLowSurrogate(source, limit) ? limit - 1 : limit;
}

const MARK = /\\[^]|`+|\*+|_+|~~|\$|\[|\]/g;

/**
 * Returns 1 for each position where marks are open, and 0 for all others. This is an estimate: a mark closes an open
 * mark of the same kind.
 */
function openMarks(piece: string): Uint8Array {
  const openAt = new Uint8Array(piece.length + 1);
  const open = new Set<string>();
  let from = 0;
  for (const { 0: mark, index } of piece.matchAll(MARK)) {
    if (mark.startsWith('\\')) continue;
    const end = index + mark.length;
    openAt.fill(open.size > 0 ? 1 : 0, from, end);
    from = end;
    if (mark === ']') open.delete('[');
    else if (!open.delete(mark)) open.add(mark);
  }
  return openAt.fill(open.size > 0 ? 1 : 0, from);
}

/** Whether the code unit at a position is the second half of a surrogate pair. */
export function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}
