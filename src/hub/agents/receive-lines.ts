import type { Duplex } from 'node:stream';
import { createLineReader } from '../../agents/process/line-reader.ts';
import { endOfTurn } from '../end-of-turn.ts';

/** How many lines are handled in one turn of the event loop: an agent can write more of them than the hub has time for. */
const LINES_PER_TURN = 64;

interface ReceiveLinesOptions {
  /** The longest line, in bytes. */
  longest: number;
  /**
   * Handles a line. Where it returns a promise, the next one comes when that has settled.
   * @throws an error that ends the channel
   */
  receive(line: string): Promise<void> | undefined;
  onFailure(error: Error): void;
}

/**
 * Reads lines from a channel as fast as they are handled. What comes faster waits in the pipe, and then in its writer.
 * @returns a function whose promise settles when all is handled that has been read so far
 */
export function receiveLines(channel: Duplex, options: ReceiveLinesOptions): () => Promise<void> {
  const { longest, receive, onFailure } = options;
  const { push } = createLineReader(longest);
  let handling = Promise.resolve();
  let left = LINES_PER_TURN;

  function countLine(): void {
    if (left === LINES_PER_TURN) setImmediate(() => (left = LINES_PER_TURN));
    left -= 1;
  }

  /** Runs in one go unless it has to wait: what was written together is handled together. */
  async function handle(bytes: Buffer): Promise<void> {
    try {
      for (const line of push(bytes)) {
        if (left === 0) await pausedFor(endOfTurn());
        countLine();
        const busy = receive(line);
        if (busy) await pausedFor(busy);
      }
    } catch (error) {
      onFailure(error as Error);
      channel.destroy();
    }
    channel.resume();
  }

  async function pausedFor(wait: Promise<void>): Promise<void> {
    channel.pause();
    await wait;
  }

  channel.on('data', (bytes: Buffer) => {
    handling = handle(bytes);
  });
  return () => handling;
}
