import type { Random } from './random.ts';

const FIRST_TOKEN_AFTER = 18; // tokens' time: 300 ms at 60 tokens per second
const WHOLE_ANSWER_AFTER = 54;
const CATCH_UP_MS = 50; // timers fire late; so much of it may be made good at once

/** When to speak, for one answer. Every wait throws the signal's reason as soon as it is aborted. */
export interface Pace {
  /** Waits as long as a model takes until its first token. */
  untilFirst(): Promise<void>;
  /** Waits until it is time for what follows this piece. */
  after(piece: string): Promise<void>;
  /** Waits, not for long, as for an answer that comes all at once. */
  untilWhole(): Promise<void>;
}

/** A pace of about so many tokens per second, somewhat uneven, with a breath after each sentence. `Infinity` does not wait. */
export function createPace(tokensPerSecond: number, random: Random, signal: AbortSignal): Pace {
  const perToken = 1_000 / tokensPerSecond;
  let due = performance.now();

  async function waitFor(tokens: number): Promise<void> {
    signal.throwIfAborted();
    if (perToken === 0) return;
    const now = performance.now();
    due = Math.max(due + tokens * perToken, now - CATCH_UP_MS);
    if (due > now) await wait(due - now, signal);
  }

  return {
    untilFirst: () => waitFor(FIRST_TOKEN_AFTER * (0.8 + 0.4 * random.next())),
    untilWhole: () => waitFor(WHOLE_ANSWER_AFTER),
    after(piece) {
      const breath = /[.!?:][^\w.!?:]*$|\n/.test(piece) ? 1 : 0;
      return waitFor(0.5 + 0.85 * random.next() + breath);
    },
  };
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    function abort(): void {
      clearTimeout(timer);
      reject(signal.reason);
    }
    signal.addEventListener('abort', abort, { once: true });
  });
}
