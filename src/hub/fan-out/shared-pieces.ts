import type { Piece } from './encode-piece.ts';
import type { Sequencer } from './sequencer.ts';

/** How many bytes of pieces are kept for other viewers of the same run. */
const MOST_BYTES = 4 * 1024 * 1024;

/** A piece of a run's stream, and the sequencer after it, which nobody may advance: fork it. */
export interface SharedPiece {
  readonly piece: Piece;
  readonly after: Sequencer;
}

/**
 * The pieces that were encoded last, by where they begin. What follows a place in the log is the same for all viewers of a
 * framing: hundreds that read it side by side share what is encoded for the first of them.
 */
export class SharedPieces {
  readonly #pieces = new Map<string, SharedPiece>();
  #bytes = 0;

  /** @param newest how far the log is known to go: a piece that ends before it for want of entries is out of date */
  find(position: number, sequencer: Sequencer, newest: number): SharedPiece | null {
    const shared = this.#pieces.get(keyOf(position, sequencer));
    return shared && (shared.piece.isFull || shared.piece.last >= newest) ? shared : null;
  }

  /** @param before the sequencer before the piece */
  add(position: number, before: Sequencer, shared: SharedPiece): void {
    const key = keyOf(position, before);
    this.#delete(key);
    this.#pieces.set(key, shared);
    this.#bytes += shared.piece.bytes.length;
    for (const oldest of this.#pieces.keys()) {
      if (this.#bytes <= MOST_BYTES) break;
      this.#delete(oldest);
    }
  }

  clear(): void {
    this.#pieces.clear();
    this.#bytes = 0;
  }

  #delete(key: string): void {
    this.#bytes -= this.#pieces.get(key)?.piece.bytes.length ?? 0;
    this.#pieces.delete(key);
  }
}

/** A sequencer is a function of the log, and of the cursor that it looks for. */
function keyOf(position: number, { skipsTo }: Sequencer): string {
  return `${position} ${skipsTo ?? ''}`;
}
