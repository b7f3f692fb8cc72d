import { KEEP_ALIVE_QUERY, readKeepAlive } from '../protocol/keep-alive.ts';
import { LAST_EVENT_ID_PARAMETER } from '../protocol/request-names.ts';
import {
  backoff,
  isSourceClosed,
  type EventSourceLike,
  type OpenEventSource,
  type SourceMessage,
} from './event-source.ts';
import type { Cancel, Timer } from './timer.ts';

/** How long a hub may be silent that has not told how often it sends a sign of life, in milliseconds. */
export const DEFAULT_SILENCE = 90_000;
/**
 * The same for a hub that sends events without ids: it starts over with each connection, so that one which stays silent
 * while a model thinks is better left alone for long.
 */
export const SILENCE_WITHOUT_IDS = 15 * 60_000;
/** So many intervals without a sign of life are a lost connection. */
const MISSED_SIGNS = 2;
/** How many times to check for silence within that time. Checks are on a timer, so that events cost nothing extra. */
const LOOKS = 4;
const LOOKS_WITHOUT_IDS = Math.ceil((SILENCE_WITHOUT_IDS / DEFAULT_SILENCE) * LOOKS);

const CONNECTING = 0;
const CLOSED = 2;

/**
 * Opens EventSources that do not stay silent for ever: one whose hub has stopped, or whose network is gone, is open to
 * all appearances. When nothing has come for too long, it reports an error, as for any lost connection, and connects
 * again after the last id.
 *
 * A hub that sends signs of life also says how often. One that sends none, as older ones do, gets more time, and much
 * more where it sends events without ids.
 */
export function withSilenceTimeout(
  openEventSource: OpenEventSource,
  timer: Timer,
  random: () => number = Math.random,
): OpenEventSource {
  /** The interval of the signs, as the hub has told it on any stream. */
  let told: number | null = null;

  function open(path: string): EventSourceLike {
    const listeners = {
      message: [] as ((event: SourceMessage) => void)[],
      open: [] as (() => void)[],
      error: [] as (() => void)[],
    };
    let source: EventSourceLike | null = null;
    let isClosed = false;
    let cancelTimer: Cancel = () => {};
    let lastId = '';
    let startsOver = false;
    let hasCome = false;
    let silentLooks = 0;

    function connect(): void {
      source = openEventSource(watchedPath(path, lastId));
      source.addEventListener('open', () => tell('open'));
      source.addEventListener('error', () => tell('error'));
      source.addEventListener('message', onMessage);
      lookLater();
    }

    function tell(type: 'open' | 'error'): void {
      hasCome = true;
      if (isSourceClosed(source)) cancelTimer();
      for (const listener of listeners[type]) listener();
    }

    function onMessage(event: SourceMessage): void {
      hasCome = true;
      const interval = readKeepAlive(String(event.data));
      if (interval !== null) return takeInterval(interval);
      if (event.lastEventId === '') startsOver = true;
      else lastId = event.lastEventId;
      for (const listener of listeners.message) listener(event);
    }

    function takeInterval(interval: number): void {
      if (told === interval) return;
      told = interval;
      cancelTimer();
      lookLater();
    }

    function lookLater(): void {
      const patience = told === null ? DEFAULT_SILENCE : MISSED_SIGNS * told;
      cancelTimer = timer.after(patience / LOOKS, look);
    }

    function look(): void {
      const isConnecting = source?.readyState === CONNECTING;
      const isOfOldHub = told === null && startsOver && !isConnecting;
      silentLooks = hasCome ? 0 : silentLooks + 1;
      hasCome = false;
      if (silentLooks < (isOfOldHub ? LOOKS_WITHOUT_IDS : LOOKS)) return lookLater();
      silentLooks = 0;
      source?.close();
      source = null;
      cancelTimer = timer.after(backoff(0, random()), connect);
      for (const listener of listeners.error) listener();
    }

    connect();
    return {
      get readyState() {
        if (isClosed) return CLOSED;
        return source?.readyState ?? CONNECTING;
      },
      close() {
        isClosed = true;
        cancelTimer();
        source?.close();
      },
      addEventListener(type: keyof typeof listeners, listener: (event: SourceMessage) => void) {
        (listeners[type] as ((event: SourceMessage) => void)[]).push(listener);
      },
    };
  }

  return open;
}

/** The path of a stream that sends signs of life, after an event if there was one. */
function watchedPath(path: string, lastId: string): string {
  const [start = '', query] = path.split('?');
  const parameters = new URLSearchParams([[KEEP_ALIVE_QUERY.name, KEEP_ALIVE_QUERY.value]]);
  for (const [name, value] of new URLSearchParams(query)) parameters.set(name, value);
  if (lastId !== '') parameters.set(LAST_EVENT_ID_PARAMETER, lastId);
  return `${start}?${parameters.toString()}`;
}
