import type { Inline } from './document.ts';
import { endWithin } from './text-cost.ts';

/** A piece has no more characters than this, and costs no more than that, as `endWithin` counts. */
const LONGEST_PIECE = 8_000;
const COSTLIEST_PIECE = 40_000;

const known = new WeakMap<Inline, readonly Inline[]>();
/** The text that was cut last: it has probably grown since. */
let latest: { source: string; pieces: readonly Inline[] } = { source: '', pieces: [] };

/**
 * The pieces that a text is read and shown in: itself, unless it is longer than any paragraph that a person writes.
 * Inline syntax can pair marks over any distance, so reading costs more than its length does, and an open text is
 * read anew with each addition. Pieces bound both. Syntax does not pair across them. Where a text is cut depends on
 * nothing that comes after the piece, so that a text that grows keeps its pieces.
 */
export function piecesOf(inline: Inline): readonly Inline[] {
  if (!isLong(inline)) return [inline];
  const pieces = known.get(inline) ?? cutUp(inline);
  known.set(inline, pieces);
  return pieces;
}

/** Whether a text has more than one piece. */
export function isLong({ source }: Inline): boolean {
  return limitOf(source, 0) < source.length;
}

/** How far the piece that begins there may go. */
function limitOf(source: string, start: number): number {
  return Math.min(start + LONGEST_PIECE, endWithin(COSTLIEST_PIECE, source, start));
}

function cutUp({ source, open }: Inline): readonly Inline[] {
  const pieces: Inline[] = [];
  let start = 0;
  for (const piece of latest.pieces.slice(0, -1)) {
    const cutIn = latest.source.slice(start, limitOf(latest.source, start) + 1);
    if (!source.startsWith(cutIn, start)) break;
    pieces.push(piece);
    start += piece.source.length;
  }
  for (let limit = limitOf(source, start); limit < source.length; limit = limitOf(source, start)) {
    const end = endOfPiece(source, start, limit);
    pieces.push({ source: source.slice(start, end), open: false });
    start = end;
  }
  pieces.push({ source: source.slice(start), open });
  latest = { source, pieces };
  return pieces;
}

const ENDS = [/\n$/, /[.!?…]\s$|[。！？]$/, /\s$/] as const;

/** After the last end of a line, else of a sentence, else of a word; if possible where no marks are open. */
function endOfPiece(source: string, start: number, limit: number): number {
  const piece = source.slice(start, limit);
  const open = openMarks(piece);
  for (const mayBeOpen of [false, true]) {
    for (const isEnd of ENDS) {
      for (let at = piece.length; at > piece.length / 2; at--) {
        if ((mayBeOpen || open[at] === 0) && isEnd.test(piece.slice(at - 2, at))) return start + at;
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

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}
