import { formatEventId, parseEventId, type EventId } from '../protocol/event-id.ts';
import { isActive } from '../protocol/run.ts';
import { parseEnvelope, type StreamEvent } from '../protocol/stream-event.ts';
import { LAST_EVENT_ID_PARAMETER } from '../protocol/request-names.ts';
import type { Cancel, Timer } from './timer.ts';
import {
  backoff,
  isSourceClosed,
  type EventSourceLike,
  type OpenEventSource,
  type SourceMessage,
} from './event-source.ts';
import { createSignalQueue } from './signal-queue.ts';
import { streamPath } from './runs.ts';
import type { RunSignal } from '../protocol/run-state.ts';

/** What the stream of a run gives to who follows it. `lost`: the connection broke, and another is being made. */
export type StreamSignal = RunSignal | { type: 'lost' };

/** Which run to stream, and by what. */
export interface RunStreamOptions {
  threadId: string;
  runId: string;
  /** The last event that has been taken in: a new connection goes on after it. */
  cursor: () => EventId | null;
  /** Ends the stream. */
  signal: AbortSignal;
  clock: Timer;
  openEventSource: OpenEventSource;
  /** Called when the hub refuses a connection. Another one is opened later. */
  onRefused?: () => void;
  /** From 0 to 1, as Math.random. */
  random?: () => number;
  /** Called with each event as the hub sent it, and again where it sends one again. What it throws ends the stream. */
  onEnvelope?: (event: SourceMessage) => void;
}

/** How long to go on without a connection that stands, in milliseconds. */
export const ESTABLISH_TIMEOUT = 60_000;
/** A connection stands once it has brought something new, or after so many milliseconds. */
export const ESTABLISHED_AFTER = 1_000;
/** How many connections in a row may tell only what is known. */
export const MAX_REPLAYS = 3;

/**
 * The stream of a run, over as many connections as it takes. Gives `end` when the run has ended; a
 * stream that finishes without it was given up, and can be opened again from its cursor.
 *
 * A connection that was cut and one that the hub has ended look the same, so it is given up by what
 * connections bring. Nothing says nothing: the model may think for minutes, behind a proxy that cuts
 * every few seconds. What is known already, told again, says that this hub starts over each time, and
 * would for ever once its run is dead. A hub that ends each connection at once runs out of time.
 */
export function openRunStream(options: RunStreamOptions): AsyncIterable<StreamSignal> {
  const { clock, signal } = options;
  const random = options.random ?? Math.random;
  const queue = createSignalQueue<StreamSignal>();
  let source: EventSourceLike | null = null;
  let cancelDeadline: Cancel | null = null;
  let cancelRetry: Cancel | null = null;
  let cancelStanding: Cancel | null = null;
  let attempts = 0;
  let replays = 0;
  /** The furthest event so far: its `seq`, or its place in the stream of a hub that sends no ids. */
  let furthest = 0;
  let arrived = 0;
  let broughtNew = false;
  let toldAgain = false;

  function connect(): void {
    const cursor = options.cursor();
    const query = cursor === null ? '' : `?${LAST_EVENT_ID_PARAMETER}=${formatEventId(cursor)}`;
    const url = streamPath(options.threadId, options.runId) + query;
    cancelDeadline ??= clock.after(ESTABLISH_TIMEOUT, finish);
    source = options.openEventSource(url);
    source.addEventListener('open', onOpen);
    source.addEventListener('error', onError);
    source.addEventListener('message', (event) => {
      try {
        options.onEnvelope?.(event);
        onEvent(parseEventId(event.lastEventId), parseEnvelope(String(event.data)));
      } catch (error) {
        queue.fail(error);
        finish();
      }
    });
  }

  function onOpen(): void {
    arrived = 0;
    broughtNew = false;
    toldAgain = false;
    cancelStanding?.();
    cancelStanding = clock.after(ESTABLISHED_AFTER, stand);
    queue.push({ type: 'open' });
  }

  function stand(): void {
    cancelStanding?.();
    cancelDeadline?.();
    cancelDeadline = null;
  }

  function onEvent(id: EventId | null, event: StreamEvent): void {
    arrived += 1;
    const place = id?.seq ?? arrived;
    if (place > furthest || event.type === 'snapshot') {
      broughtNew ||= place > furthest;
      furthest = place;
      attempts = 0;
      if (broughtNew) stand();
    } else toldAgain = true;
    queue.push({ type: 'event', id, event });
    if (!endsRun(event)) return;
    queue.push({ type: 'end' });
    finish();
  }

  function onError(): void {
    cancelStanding?.();
    if (broughtNew) replays = 0;
    else if (toldAgain) replays += 1;
    toldAgain = false; // what this connection told is counted, though it may fail again before it is open
    queue.push({ type: 'lost' });
    if (replays >= MAX_REPLAYS) return finish();
    cancelDeadline ??= clock.after(ESTABLISH_TIMEOUT, finish);
    if (!isSourceClosed(source)) return;
    cancelRetry = clock.after(backoff(attempts, random()), connect);
    attempts += 1;
    options.onRefused?.();
  }

  function finish(): void {
    source?.close();
    cancelRetry?.();
    cancelStanding?.();
    cancelDeadline?.();
    signal.removeEventListener('abort', finish);
    queue.close();
  }

  if (signal.aborted) queue.close();
  else {
    signal.addEventListener('abort', finish);
    connect();
  }
  return queue.drain();
}

function endsRun(event: StreamEvent): boolean {
  if (event.type === 'run.status') return !isActive(event.status);
  return event.type === 'snapshot' && !isActive(event.snapshot.run.status);
}
