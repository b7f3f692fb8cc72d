import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchPage } from './browser.ts';

/** Interval between keys in milliseconds: a hundred words per minute. */
const KEY_INTERVAL = 120;
const TEXT = 'what would you say to that ';

/** A simulated person who types into a page. */
export interface Typing {
  stop(): Promise<void>;
}

/** Types into the page's field until it is stopped. */
export async function typeInto({ session, evaluate }: BenchPage): Promise<Typing> {
  const stopped = new AbortController();
  await evaluate('document.querySelector("textarea").focus()');

  async function type(): Promise<void> {
    for (let at = 0; !stopped.signal.aborted; at++) {
      const text = TEXT[at % TEXT.length] ?? ' ';
      await session.send('Input.dispatchKeyEvent', {
        type: 'keyDown',
        text,
        key: text,
        unmodifiedText: text,
      });
      await session.send('Input.dispatchKeyEvent', { type: 'keyUp', key: text });
      await sleep(KEY_INTERVAL, null, { signal: stopped.signal }).catch(() => {}); // stopped
    }
  }

  const typed = type();
  return {
    async stop() {
      stopped.abort();
      await typed;
    },
  };
}
