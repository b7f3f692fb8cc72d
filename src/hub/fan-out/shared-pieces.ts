import type { Piece } from './encode-piece.ts';
import type { Sequencer } from './sequencer.ts';

/** Maximum total size of the pieces kept for other viewers of the same run, in bytes. */
const MAX_BYTES = 4 * 1024 * 1024;

/** A piece of a run's stream, and the sequencer after it. Never advance that sequencer: fork it. */
export interface SharedPiece {
  readonly piece: Piece;
  readonly after: Sequencer;
}

/**
 * Cache of the pieces that were encoded last, by their start. The piece after a position in the log is the same for
 * all viewers of a framing. Hundreds of viewers that read it at once share the piece that is encoded for the first of
 * them.
 */
export class SharedPieces {
  readonly #pieces = new Map<string, SharedPiece>();
  #bytes = 0;

  /**
   * @param newest the highest known `seq` of the log. A piece that is not full and ends before this `seq` is out of
   * date.
   */
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
      if (this.#bytes <= MAX_BYTES) break;
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

/**
 * Returns the key of a piece. A sequencer's state depends only on its position in the log, and on the cursor to which
 * it skips.
 */
function keyOf(position: number, { skipsTo }: Sequencer): string {
  return `${position} ${skipsTo ?? ''}`;
}
