import { randomText } from '../../protocol/ids.ts';
import { LAST_EVENT_ID_PARAMETER } from '../../protocol/request-names.ts';
import type { EventSourceLike, OpenEventSource } from '../../client/event-source.ts';
import { openSlottedStream } from './slotted-stream.ts';
import { createSourceLog, type SourceEntry } from './source-log.ts';
import { followLeader } from './stream-follower.ts';
import { lead, type StreamLeader } from './stream-leader.ts';
import type { SlotOptions } from './stream-slot.ts';
import { parseTabMessage } from './tab-message.ts';

/** Whose streams to share, and by what. */
export interface SharedSourceOptions extends SlotOptions {
  /** The id keeps accounts apart: a tab may not know yet that somebody else has signed in by another. */
  accountId: string;
  openEventSource: OpenEventSource;
}

/** The same, where the browser may have neither locks nor channels. */
export type SharingOptions = Omit<SharedSourceOptions, 'locks' | 'openTabChannel'> & {
  [Each in 'locks' | 'openTabChannel']: SharedSourceOptions[Each] | null;
};

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;

type Listener = (event: { data: string; lastEventId: string }) => void;

/** What opens EventSources that share their connections with other tabs, where the browser has what it takes. */
export function shareSources(options: SharingOptions): OpenEventSource {
  const { locks, openTabChannel, openEventSource } = options;
  if (!locks || !openTabChannel) return openEventSource;
  return (url) => openSharedSource(url, { ...options, locks, openTabChannel });
}

/**
 * Opens an EventSource that has the same connection as those of other tabs to the same path. The tab that has the
 * lock leads: it has the connection, and tells the others what comes. When it closes, the next goes on after
 * the last id that it has, and nobody sees a difference. A tab that no leader can serve has its own connection.
 */
function openSharedSource(url: string, options: SharedSourceOptions): EventSourceLike {
  const { clock } = options;
  const [path = '', query] = url.split('?');
  const log = createSourceLog(new URLSearchParams(query).get(LAST_EVENT_ID_PARAMETER) ?? '');
  const name = `symposium.stream.${options.accountId}.${path}`;
  const channel = options.openTabChannel(name);
  const abort = new AbortController();
  const listeners: Record<'open' | 'error' | 'message', Set<Listener>> = {
    open: new Set(),
    error: new Set(),
    message: new Set(),
  };
  let readyState = CONNECTING;
  let leader: StreamLeader | null = null;
  let release = (): void => {};
  let disconnect: (() => void) | null = null;

  const tab = {
    id: randomText(),
    log,
    clock,
    say: (message: object) => channel.announce(JSON.stringify(message)),
  };
  const follower = followLeader({ ...tab, take, onForsaken: connect });

  function take(entry: SourceEntry): void {
    log.push(entry);
    leader?.tellSoon();
    if (entry === 'open') {
      readyState = OPEN;
      emit('open');
    } else if (entry === 'lost') {
      readyState = CONNECTING;
      emit('error');
    } else if (entry === 'refused') {
      leave();
      emit('error');
    } else emit('message', { lastEventId: entry[0], data: entry[1] });
  }

  function emit(type: keyof typeof listeners, event = { lastEventId: '', data: '' }): void {
    for (const listener of listeners[type]) listener(event);
  }

  function connect(): void {
    disconnect ??= openSlottedStream({ ...options, path, lastId: () => log.lastId, take });
  }

  function holdLock(): Promise<void> | null {
    if (abort.signal.aborted) return null;
    follower.stop();
    leader = lead(tab);
    connect();
    return new Promise((resolve) => (release = resolve));
  }

  function leave(): void {
    if (readyState === CLOSED) return;
    readyState = CLOSED;
    abort.abort();
    follower.stop();
    disconnect?.();
    // Who has heard the end of the stream needs no lock any more: they are told before it is free.
    if (leader?.flush()) clock.afterTask(release);
    else release();
    channel.close();
  }

  channel.subscribe((text) => {
    const message = parseTabMessage(text);
    if (message) (leader ?? follower).hear(message);
  });
  options.locks.request(name, { signal: abort.signal }, holdLock).catch(() => {
    // Either it waits no more, or the browser has locks and forbids them.
    if (!abort.signal.aborted) follower.forsake();
  });

  return {
    get readyState() {
      return readyState;
    },
    close: leave,
    addEventListener: (type: keyof typeof listeners, listener: Listener) =>
      void listeners[type].add(listener),
  };
}
