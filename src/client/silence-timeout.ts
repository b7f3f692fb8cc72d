import { KEEP_ALIVE_QUERY, readKeepAlive } from '../protocol/keep-alive.ts';
import { LAST_EVENT_ID_PARAMETER } from '../protocol/request-names.ts';
import { backoff } from './backoff.ts';
import {
  isSourceClosed,
  type EventSourceLike,
  type OpenEventSource,
  type SourceMessage,
} from './event-source.ts';
import type { Cancel, Timer } from './timer.ts';

/** Maximum time without data on a stream if the hub has not announced a keep-alive interval, in milliseconds. */
export const DEFAULT_SILENCE = 90_000;
/**
 * Maximum time without data if such a hub also sends events without ids, in milliseconds. It starts over with each
 * connection, so a connection that is silent because the model thinks is kept for longer.
 */
export const SILENCE_WITHOUT_IDS = 15 * 60_000;
/** Number of keep-alive intervals without data after which a connection counts as lost. */
const MISSED_INTERVALS = 2;
/**
 * Number of checks for silence within the timeout. Checks run on a timer, so that events do not have to restart one.
 */
const CHECKS = 4;
const CHECKS_WITHOUT_IDS = Math.ceil((SILENCE_WITHOUT_IDS / DEFAULT_SILENCE) * CHECKS);

const CONNECTING = 0;
const CLOSED = 2;

/**
 * Adds a silence timeout to EventSources. Without it, an EventSource still looks open when its hub has stopped or its
 * network is down. When nothing has arrived for too long, the EventSource reports an error, as for any lost connection,
 * and reconnects after the last id.
 *
 * A hub that sends keep-alive events also announces their interval. An older hub does not send them, and gets more
 * time. If it also sends events without ids, it gets much more time.
 */
export function withSilenceTimeout(
  openEventSource: OpenEventSource,
  timer: Timer,
  random: () => number = Math.random,
): OpenEventSource {
  /** The keep-alive interval that the hub has announced on any stream, in milliseconds. */
  let announced: number | null = null;

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
    let hasNoIds = false;
    let hasReceived = false;
    let silentChecks = 0;

    function connect(): void {
      source = openEventSource(keepAlivePath(path, lastId));
      source.addEventListener('open', () => report('open'));
      source.addEventListener('error', () => report('error'));
      source.addEventListener('message', onMessage);
      scheduleCheck();
    }

    function report(type: 'open' | 'error'): void {
      hasReceived = true;
      if (isSourceClosed(source)) cancelTimer();
      for (const listener of listeners[type]) listener();
    }

    function onMessage(event: SourceMessage): void {
      hasReceived = true;
      const interval = readKeepAlive(String(event.data));
      if (interval !== null) return applyInterval(interval);
      if (event.lastEventId === '') hasNoIds = true;
      else lastId = event.lastEventId;
      for (const listener of listeners.message) listener(event);
    }

    function applyInterval(interval: number): void {
      if (announced === interval) return;
      announced = interval;
      cancelTimer();
      scheduleCheck();
    }

    function scheduleCheck(): void {
      const timeout = announced === null ? DEFAULT_SILENCE : MISSED_INTERVALS * announced;
      cancelTimer = timer.after(timeout / CHECKS, check);
    }

    function check(): void {
      const isConnecting = source?.readyState === CONNECTING;
      const startsOver = announced === null && hasNoIds && !isConnecting;
      silentChecks = hasReceived ? 0 : silentChecks + 1;
      hasReceived = false;
      if (silentChecks < (startsOver ? CHECKS_WITHOUT_IDS : CHECKS)) return scheduleCheck();
      silentChecks = 0;
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

/** Returns the path of a stream with keep-alive events. The stream starts after the last event, if there was one. */
function keepAlivePath(path: string, lastId: string): string {
  const [start = '', query] = path.split('?');
  const parameters = new URLSearchParams([[KEEP_ALIVE_QUERY.name, KEEP_ALIVE_QUERY.value]]);
  for (const [name, value] of new URLSearchParams(query)) parameters.set(name, value);
  if (lastId !== '') parameters.set(LAST_EVENT_ID_PARAMETER, lastId);
  return `${start}?${parameters.toString()}`;
}
