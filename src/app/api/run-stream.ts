import { formatEventId, parseEventId, type EventId } from '../../protocol/event-id.ts';
import { isActive } from '../../protocol/run.ts';
import type { RunSignal } from '../../protocol/run-state.ts';
import { parseEnvelope, type StreamEvent } from '../../protocol/stream-event.ts';
import type { Cancel, Clock } from '../clock.ts';
import { createSignalQueue } from './signal-queue.ts';
import { threadPath } from './threads.ts';

/** `lost`: the connection broke, and another is being made. */
export type StreamSignal = RunSignal | { type: 'lost' };

/** The part of an EventSource that is used here. */
export interface EventSourceLike {
  readonly readyState: number;
  close(): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
}

export interface RunStreamOptions {
  threadId: string;
  runId: string;
  /** The last event that has been taken in: a new connection goes on after it. */
  cursor: () => EventId | null;
  /** Ends the stream. */
  signal: AbortSignal;
  clock: Clock;
  openEventSource: (url: string) => EventSourceLike;
  /** From 0 to 1, as Math.random. */
  random?: () => number;
}

/** How long to go on without any connection, in milliseconds. */
export const GIVE_UP_AFTER = 60_000;
/** How many connections in a row may end without bringing anything new. */
export const FRUITLESS_CONNECTIONS = 3;

const CLOSED = 2;
const FIRST_BACKOFF = 500;
const LONGEST_BACKOFF = 15_000;

/**
 * The stream of a run, over as many connections as it takes. Gives `end` when the run has ended; a
 * stream that finishes without it was given up, and can be opened again from its cursor.
 */
export function openRunStream(options: RunStreamOptions): AsyncIterable<StreamSignal> {
  const { clock, signal } = options;
  const random = options.random ?? Math.random;
  const queue = createSignalQueue<StreamSignal>();
  let source: EventSourceLike | null = null;
  let cancelDeadline: Cancel | null = null;
  let cancelRetry: Cancel | null = null;
  let attempts = 0;
  let connected = false;
  let fruitless = 0;
  /** The furthest event so far: its `seq`, or its place in the stream of a hub that sends no ids. */
  let furthest = 0;
  let arrived = 0;
  let broughtNew = false;

  function connect(): void {
    const cursor = options.cursor();
    const query = cursor === null ? '' : `?last_event_id=${formatEventId(cursor)}`;
    const url = `${threadPath(options.threadId)}/stream/${encodeURIComponent(options.runId)}${query}`;
    cancelDeadline ??= clock.after(GIVE_UP_AFTER, finish);
    source = options.openEventSource(url);
    source.addEventListener('open', onOpen);
    source.addEventListener('error', onError);
    source.addEventListener('message', (event) => {
      onEvent(parseEventId(event.lastEventId), parseEnvelope(String(event.data)));
    });
  }

  function onOpen(): void {
    connected = true;
    arrived = 0;
    broughtNew = false;
    cancelDeadline?.();
    cancelDeadline = null;
    queue.push({ type: 'open' });
  }

  function onEvent(id: EventId | null, event: StreamEvent): void {
    arrived += 1;
    const place = id?.seq ?? arrived;
    if (place > furthest || event.type === 'snapshot') {
      broughtNew ||= place > furthest;
      furthest = place;
      attempts = 0;
    }
    queue.push({ type: 'event', id, event });
    if (!endsRun(event)) return;
    queue.push({ type: 'end' });
    finish();
  }

  function onError(): void {
    if (connected) fruitless = broughtNew ? 0 : fruitless + 1;
    connected = false;
    queue.push({ type: 'lost' });
    if (fruitless >= FRUITLESS_CONNECTIONS) return finish();
    cancelDeadline ??= clock.after(GIVE_UP_AFTER, finish);
    if (source?.readyState !== CLOSED) return;
    const backoff = Math.min(FIRST_BACKOFF * 2 ** attempts, LONGEST_BACKOFF);
    attempts += 1;
    cancelRetry = clock.after(backoff * (0.5 + random() / 2), connect);
  }

  function finish(): void {
    source?.close();
    cancelRetry?.();
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
