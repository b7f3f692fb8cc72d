import { openAccountStream, type AccountStreamOptions } from '../../client/account-stream.ts';
import { parseAccountEvent, type AccountEvent } from '../../protocol/account-event.ts';
import type { LocksLike } from './locks.ts';
import type { OpenTabChannel } from './tab-channel.ts';

/** What a page hears of its account. `missed`: something may have happened that nobody tells any more. */
export type AccountSignal = AccountEvent | { event: 'missed' };

/** The events of an account, in whichever client they were brought about. */
export interface AccountEvents {
  /** Returns what ends the subscription. */
  subscribe(listener: (signal: AccountSignal) => void): () => void;
}

/** Whose events to listen to, and by what. */
export interface AccountEventsOptions extends Pick<
  AccountStreamOptions,
  'clock' | 'openEventSource' | 'random' | 'onRefused'
> {
  accountId: string;
  /** Called when a connection follows one that was lost: by now the browser may be signed in to another account. */
  onReconnected: () => void;
  /** Null where the browser has none: each tab then has a stream of its own. */
  locks: LocksLike | null;
  /** Null where the browser has none. */
  openTabChannel: OpenTabChannel | null;
}

/** What the channel carries besides envelopes, which are JSON. */
const MISSED = 'missed';

/**
 * The events of an account, by one stream for all tabs: a browser opens no more than six connections
 * to a host over HTTP/1.1, whatever the number of tabs. The tab that holds the lock has the stream and
 * tells the others; when it closes, another has the lock. There is a stream while somebody listens.
 */
export function createAccountEvents(options: AccountEventsOptions): AccountEvents {
  const listeners = new Set<(signal: AccountSignal) => void>();
  let stop: (() => void) | null = null;

  function tell(text: string): void {
    const signal = text === MISSED ? { event: MISSED as typeof MISSED } : parseAccountEvent(text);
    if (signal) for (const listener of listeners) listener(signal);
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      stop ??= listenAmongTabs(options, tell);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stop?.();
        stop = null;
      };
    },
  };
}

/** Listens as the tab that has the stream, or to the one that has it. Returns what ends that. */
function listenAmongTabs(options: AccountEventsOptions, tell: (text: string) => void): () => void {
  const { locks, openTabChannel } = options;
  if (!locks || !openTabChannel) return openStream(options, false, tell);
  // The id keeps accounts apart: a tab may not know yet that somebody else has signed in by another.
  const name = `symposium.account-events.${options.accountId}`;
  const channel = openTabChannel(name);
  channel.subscribe(tell);
  const abort = new AbortController();
  const { signal } = abort;

  /** Has the stream, and with it the lock, until this tab is done with both. */
  function lead(late: boolean): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const close = openStream(options, late, (text) => {
        channel.announce(text);
        tell(text);
      });
      signal.addEventListener('abort', () => {
        close();
        resolve();
      });
    });
  }

  async function takeTurns(turns: LocksLike): Promise<void> {
    await turns.request(name, { ifAvailable: true }, (lock) => lock && lead(false));
    // The tab that had the stream is gone, and what happened until this one has opened its own is not known.
    if (!signal.aborted) await turns.request(name, { signal }, () => lead(true));
  }

  // A browser that has locks may forbid them, in a sandbox for one.
  takeTurns(locks).catch(() => lead(false));
  return () => {
    abort.abort();
    channel.close();
  };
}

function openStream(options: AccountEventsOptions, late: boolean, tell: (text: string) => void): () => void {
  function onMissed(): void {
    options.onReconnected();
    tell(MISSED);
  }
  return openAccountStream({ ...options, late, onEnvelope: tell, onMissed });
}
