import type { Duplex } from 'node:stream';
import { createLineReader } from '../../agents/process/line-reader.ts';
import { yieldToEventLoop } from '../async/yield-to-event-loop.ts';

/** Maximum number of lines handled in one turn of the event loop, so that an agent cannot keep the hub busy. */
const LINES_PER_TURN = 64;

interface ReceiveLinesOptions {
  /** Maximum length of a line, in bytes. */
  longest: number;
  /**
   * Handles a line. If it returns a promise, the next line is handled when the promise has resolved.
   * @throws an error that closes the channel
   */
  receive(line: string): Promise<void> | undefined;
  onFailure(error: Error): void;
}

/**
 * Reads lines from a channel as fast as they are handled. Further lines wait in the pipe. When the pipe is full, its
 * writer blocks.
 * @returns a function that waits until everything that has been read is handled
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

  /**
   * Handles the lines in these bytes. Runs synchronously unless it has to wait, so that lines that were written
   * together are handled together.
   */
  async function handle(bytes: Buffer): Promise<void> {
    try {
      for (const line of push(bytes)) {
        if (left === 0) await pausedFor(yieldToEventLoop());
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
