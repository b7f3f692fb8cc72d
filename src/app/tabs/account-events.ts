import { openAccountStream, type AccountStreamOptions } from '../../client/account-stream.ts';
import { parseAccountEvent, type AccountEvent } from '../../protocol/account-event.ts';
import { joinElection } from './leader-election.ts';
import type { LocksLike } from './locks.ts';
import type { OpenTabChannel } from './tab-channel.ts';

/** An event of the account. `missed`: events may have been lost, so everything may be out of date. */
export type AccountSignal = AccountEvent | { event: 'missed' };

/** The events of an account, whichever client caused them. */
export interface AccountEvents {
  /** Returns an unsubscribe function. */
  subscribe(listener: (signal: AccountSignal) => void): () => void;
}

export interface AccountEventsOptions extends Pick<
  AccountStreamOptions,
  'clock' | 'openEventSource' | 'random' | 'onRefused'
> {
  accountId: string;
  /** Called when a connection follows a lost one: meanwhile the browser may have signed in to another account. */
  onReconnected: () => void;
  /** Null if the browser has none: each tab then opens its own stream. */
  locks: LocksLike | null;
  /** Null if the browser has none: each tab then opens its own stream. */
  openTabChannel: OpenTabChannel | null;
}

/** Sent over the channel beside envelopes, which are JSON. */
const MISSED = 'missed';

/**
 * Streams the events of an account over one connection for all tabs, because a browser opens at most six connections to
 * a host over HTTP/1.1. The tabs elect a leader (leader-election.ts), which has the stream and relays it to the others.
 * The stream is open while there are subscribers.
 */
export function createAccountEvents(options: AccountEventsOptions): AccountEvents {
  const listeners = new Set<(signal: AccountSignal) => void>();
  let close: (() => void) | null = null;

  function emit(text: string): void {
    const signal = text === MISSED ? { event: MISSED as typeof MISSED } : parseAccountEvent(text);
    if (signal) for (const listener of listeners) listener(signal);
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      close ??= openAmongTabs(options, emit);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        close?.();
        close = null;
      };
    },
  };
}

/** Opens the stream if this tab is the leader, and listens to the leader if not. Returns a function that closes both. */
function openAmongTabs(options: AccountEventsOptions, emit: (text: string) => void): () => void {
  const { locks, openTabChannel } = options;
  if (!locks || !openTabChannel) return openStream(options, false, emit);
  // The id keeps accounts apart: a tab may not know yet that another tab has signed in to another account.
  const name = `symposium.account-events.${options.accountId}`;
  const channel = openTabChannel(name);
  channel.subscribe(emit);
  let closeStream = (): void => {};

  /** @param isSuccessor events may be lost between the stream of the tab that led before and this one */
  function lead(isSuccessor: boolean): void {
    closeStream = openStream(options, isSuccessor, (text) => {
      channel.announce(text);
      emit(text);
    });
  }

  const election = joinElection({ locks, name, onElected: lead, onForbidden: () => lead(false) });
  return () => {
    closeStream();
    election.resign();
    channel.close();
  };
}

/** @param late events may have been lost before the first connection */
function openStream(options: AccountEventsOptions, late: boolean, emit: (text: string) => void): () => void {
  function onMissed(): void {
    options.onReconnected();
    emit(MISSED);
  }
  return openAccountStream({ ...options, mayHaveMissed: late, onEnvelope: emit, onMissed });
}
