import { openAccountStream, type AccountStreamOptions } from '../../client/account-stream.ts';
import { parseAccountEvent, type AccountEvent } from '../../protocol/account-event.ts';
import { joinElection } from './leader-election.ts';
import type { LocksLike } from './locks.ts';
import type { OpenTabChannel } from './tab-channel.ts';

/** An event of the account. `missed`: events may have been lost, so everything may be out of date. */
export type AccountSignal = AccountEvent | { event: 'missed' };

/** The events of an account, caused by any client. */
export interface AccountEvents {
  /** Returns an unsubscribe function. */
  subscribe(listener: (signal: AccountSignal) => void): () => void;
}

export interface AccountEventsOptions extends Pick<
  AccountStreamOptions,
  'clock' | 'openEventSource' | 'random' | 'onRefused'
> {
  accountId: string;
  /** Called when a lost connection has been replaced. Meanwhile the browser may have signed in to another account. */
  onReconnected: () => void;
  /** Null if the browser has no locks: each tab then opens its own stream. */
  locks: LocksLike | null;
  /** Null if the browser has no channels: each tab then opens its own stream. */
  openTabChannel: OpenTabChannel | null;
}

/** A text on the channel. All other texts on it are envelopes in JSON. */
const MISSED = 'missed';

/**
 * Creates the event stream of an account. All tabs share one connection, because a browser opens at most six
 * connections to a host over HTTP/1.1. The tabs elect a leader (leader-election.ts), which opens the stream and relays
 * its events to the others. The stream is open while there are subscribers.
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

/**
 * Opens the stream if this tab is the leader; otherwise receives the events from the leader. Returns a function that
 * stops both.
 */
function openAmongTabs(options: AccountEventsOptions, emit: (text: string) => void): () => void {
  const { locks, openTabChannel } = options;
  if (!locks || !openTabChannel) return openStream(options, false, emit);
  // The name contains the account id, because a tab may not know yet that another tab has signed in to another account.
  const name = `symposium.account-events.${options.accountId}`;
  const channel = openTabChannel(name);
  channel.subscribe(emit);
  let closeStream = (): void => {};

  /**
   * @param isSuccessor true if another tab was the leader before: events may be lost between its stream and this one
   */
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

/** @param mayHaveMissed true if events may have been lost before the first connection */
function openStream(
  options: AccountEventsOptions,
  mayHaveMissed: boolean,
  emit: (text: string) => void,
): () => void {
  function onMissed(): void {
    options.onReconnected();
    emit(MISSED);
  }
  return openAccountStream({ ...options, mayHaveMissed, onEnvelope: emit, onMissed });
}
