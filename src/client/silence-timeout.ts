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

/** How long a stream may be silent when the hub has not announced a keep-alive interval, in milliseconds. */
export const DEFAULT_SILENCE = 90_000;
/**
 * The same for a hub that sends events without ids. It starts over with each connection, so a connection that is silent
 * because the model thinks is kept for longer.
 */
export const SILENCE_WITHOUT_IDS = 15 * 60_000;
/** Number of intervals without a keep-alive event after which a connection counts as lost. */
const MISSED_INTERVALS = 2;
/** How many times to check for silence within the timeout. Checks run on a timer, so that events cost nothing extra. */
const CHECKS = 4;
const CHECKS_WITHOUT_IDS = Math.ceil((SILENCE_WITHOUT_IDS / DEFAULT_SILENCE) * CHECKS);

const CONNECTING = 0;
const CLOSED = 2;

/**
 * Adds a silence timeout to EventSources: one whose hub has stopped, or whose network is down, still looks open. When
 * nothing has arrived for too long, it reports an error, as for any lost connection, and reconnects after the last id.
 *
 * A hub that sends keep-alive events also announces their interval. A hub that sends none, as older ones do, gets more
 * time, and much more if it sends events without ids.
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

/** The path of a stream with keep-alive events, after the last event if there was one. */
function keepAlivePath(path: string, lastId: string): string {
  const [start = '', query] = path.split('?');
  const parameters = new URLSearchParams([[KEEP_ALIVE_QUERY.name, KEEP_ALIVE_QUERY.value]]);
  for (const [name, value] of new URLSearchParams(query)) parameters.set(name, value);
  if (lastId !== '') parameters.set(LAST_EVENT_ID_PARAMETER, lastId);
  return `${start}?${parameters.toString()}`;
}
