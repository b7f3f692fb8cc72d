import { endWithin } from '../text-cost.ts';

/** A piece has no more characters than this, and costs no more than that, as `endWithin` counts. */
const LONGEST_PIECE = 8_000;
const COSTLIEST_PIECE = 40_000;

/** Of a line that is longer than this, in characters, the rest is shown as it is written. */
const LONGEST_LINE = 64 * 1024;

/** Whether a text may be too long for one piece. It is for sure if `splitLongText` cuts it. */
export function isTooLong(length: number, cost: number): boolean {
  return length > LONGEST_PIECE || cost > COSTLIEST_PIECE;
}

/** A piece of a text. */
export interface Piece {
  readonly source: string;
  /** It is the rest of a line that is too long to be read: it is shown as it is written. */
  readonly plain: boolean;
}

/** What a text is cut into. */
interface Cut {
  /** Those that nothing can be added to. */
  readonly pieces: readonly Piece[];
  readonly last: Piece;
  /** How much of a line is before the last one, in characters. */
  readonly lineStart: number;
}

/**
 * Cuts pieces off a text that is longer than any paragraph that a person writes.
 * Inline syntax can pair marks over any distance, so reading costs more than its length does, and an open text is
 * read anew with each addition. Pieces bound both. Syntax does not pair across them. Where a text is cut depends on
 * nothing that comes after the piece, so that a text that grows keeps its pieces.
 * @param start how much of a line is before the text, in characters
 */
export function splitLongText(source: string, start: number): Cut {
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

/** Where the first piece of a text ends; 0 if it is no more than one. What is shown as it is written ends with its line. */
function endOfFirst(source: string, lineStart: number): number {
  const limit = Math.min(LONGEST_PIECE, endWithin(COSTLIEST_PIECE, source, 0));
  const lineEnd = isPlain(lineStart) ? source.slice(0, limit).indexOf('\n') : -1;
  if (lineEnd >= 0) return lineEnd + 1;
  return limit < source.length ? endOfPiece(source, limit) : 0;
}

const ENDS = [/\n$/, /[.!?…]\s$|[。！？]$/, /\s$/] as const;

/** After the last end of a line, else of a sentence, else of a word; if possible where no marks are open. */
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

/** Tells for each place whether marks are open there, roughly: each kind by itself, and its every second mark closes. */
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

/** Whether a character is the second half of one that takes two. */
export function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}
