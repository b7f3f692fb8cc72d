import { graphemes } from '../../../protocol/graphemes.ts';

const MAX_WORD = 10; // in characters; longer words are cut
const CHARACTERS_PER_PART = 6;
const CHARACTERS_WITHOUT_SPACES = 2;

/** Writing systems without spaces between words. */
const NO_SPACES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/**
 * Cuts a text into pieces of about the size of a language model's tokens: short words, parts of long words, and
 * punctuation. A piece includes the space before it. The joined pieces are the text again.
 */
export function cutIntoTokens(text: string): string[] {
  const runs = text.match(/\n+| ?[\p{L}\p{N}][\p{L}\p{M}\p{N}]*| ?[^\s\p{L}\p{N}]+|\s/gu) ?? [];
  return runs.flatMap(cutRun);
}

function cutRun(run: string): string[] {
  const hasSpaces = !NO_SPACES.test(run);
  if (run.length <= (hasSpaces ? MAX_WORD : CHARACTERS_WITHOUT_SPACES)) return [run];
  const length = hasSpaces ? CHARACTERS_PER_PART : CHARACTERS_WITHOUT_SPACES;
  const characters = [...graphemes(run)];
  const tokens: string[] = [];
  for (let at = 0; at < characters.length; at += length) {
    tokens.push(characters.slice(at, at + length).join(''));
  }
  return tokens;
}

const TOKENS_UNTIL_FIRST = 18; // 300 ms at 60 tokens per second
const TOKENS_UNTIL_WHOLE = 54;
const MAX_CATCH_UP = 50; // in milliseconds: timers fire late

/** The timing of one answer. Every wait rejects with the signal's reason as soon as the signal is aborted. */
export interface Pace {
  /** Waits for the time that a model needs until its first token. */
  untilFirst(): Promise<void>;
  /** Waits until the token after this one is due. */
  after(token: string): Promise<void>;
  /** Waits for a short time, before an answer that is not streamed. */
  untilWhole(): Promise<void>;
}

/**
 * Creates a slightly uneven pace, with a pause after each sentence. With `Infinity` tokens per second, there is no
 * waiting.
 */
export function createPace(tokensPerSecond: number, signal: AbortSignal): Pace {
  const perToken = 1_000 / tokensPerSecond;
  let due = performance.now();

  async function waitFor(tokens: number): Promise<void> {
    signal.throwIfAborted();
    if (perToken === 0) return;
    const now = performance.now();
    due = Math.max(due + tokens * perToken, now - MAX_CATCH_UP);
    if (due > now) await wait(due - now, signal);
  }

  return {
    untilFirst: () => waitFor(TOKENS_UNTIL_FIRST),
    untilWhole: () => waitFor(TOKENS_UNTIL_WHOLE),
    after(token) {
      const pause = /[.!?:][^\w.!?:]*$|\n/.test(token) ? 1 : 0;
      return waitFor(0.5 + 0.85 * Math.random() + pause);
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
