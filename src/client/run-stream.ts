import { formatEventId, parseEventId, type EventId } from '../protocol/event-id.ts';
import { LAST_EVENT_ID_PARAMETER } from '../protocol/request-names.ts';
import { isActive } from '../protocol/run.ts';
import type { RunSignal } from '../protocol/run-state.ts';
import { parseEnvelope, type StreamEvent } from '../protocol/stream-event.ts';
import { backoff } from './backoff.ts';
import {
  isSourceClosed,
  type EventSourceLike,
  type OpenEventSource,
  type SourceMessage,
} from './event-source.ts';
import { streamPath } from './paths.ts';
import {
  ESTABLISHED_AFTER,
  ESTABLISH_TIMEOUT,
  FINISHED,
  INITIAL_STATE,
  lost,
  opened,
  received,
  retried,
  stayedOpen,
  type RunStreamState,
} from './run-stream-reconnection.ts';
import { createSignalQueue } from './signal-queue.ts';
import type { Cancel, Timer } from './timer.ts';

/** A signal that a run's stream yields. `lost`: the connection was lost, and a new one is being opened. */
export type StreamSignal = RunSignal | { type: 'lost' };

/** Which run to stream, and how. */
export interface RunStreamOptions {
  threadId: string;
  runId: string;
  /** Returns the id of the last event that the caller has applied: a new connection resumes after it. */
  cursor: () => EventId | null;
  /** Ends the stream when aborted. */
  signal: AbortSignal;
  clock: Timer;
  openEventSource: OpenEventSource;
  /** Called when the hub refuses a connection. Another connection is opened later. */
  onRefused?: () => void;
  /** Returns a number from 0 to 1; `Math.random` by default. */
  random?: () => number;
  /** Called with each event as the hub sent it, repeated ones included. If it throws, the stream ends with that error. */
  onEnvelope?: (event: SourceMessage) => void;
}

/**
 * Streams a run, over as many connections as needed. Yields `end` when the run has ended. A stream that finishes
 * without `end` was abandoned, and can be opened again from its cursor.
 *
 * A client cannot distinguish a connection that was cut from a connection that the hub has ended. The events that
 * connections send therefore decide whether to keep trying. A connection that sends nothing is not a reason to stop:
 * the model may think for minutes behind a proxy that cuts connections every few seconds. Connections that only repeat
 * known events are a reason to stop: such a hub starts over each time, and would do so forever if its run has died. If
 * a hub ends each connection at once, the client stops after `ESTABLISH_TIMEOUT`.
 */
export function openRunStream(options: RunStreamOptions): AsyncIterable<StreamSignal> {
  const { clock, signal, random = Math.random } = options;
  const queue = createSignalQueue<StreamSignal>();
  let state: RunStreamState = INITIAL_STATE;
  let source: EventSourceLike | null = null;
  let cancelTimeout: Cancel | null = null;
  /** Cancels the timer of the current state, `open` or `backing-off`. */
  let cancelTimer: Cancel | null = null;

  function enter(next: RunStreamState): void {
    const hasChanged = next.kind !== state.kind;
    state = next;
    if (!hasChanged) return;
    cancelTimer?.();
    cancelTimer = null;
    switch (next.kind) {
      case 'connecting':
        return startTimeout();
      case 'open':
        cancelTimer = clock.after(ESTABLISHED_AFTER, () => enter(stayedOpen(state)));
        return;
      case 'established':
        return stopTimeout();
      case 'backing-off':
        startTimeout();
        cancelTimer = clock.after(backoff(next.refusals - 1, random()), () => {
          enter(retried(state));
          connect();
        });
        return;
      case 'finished':
        stopTimeout();
        source?.close();
        signal.removeEventListener('abort', finish);
        queue.close();
    }
  }

  function finish(): void {
    enter(FINISHED);
  }

  function startTimeout(): void {
    cancelTimeout ??= clock.after(ESTABLISH_TIMEOUT, finish);
  }

  function stopTimeout(): void {
    cancelTimeout?.();
    cancelTimeout = null;
  }

  function connect(): void {
    const cursor = options.cursor();
    const query = cursor === null ? '' : `?${LAST_EVENT_ID_PARAMETER}=${formatEventId(cursor)}`;
    source = options.openEventSource(streamPath(options.threadId, options.runId) + query);
    source.addEventListener('open', onOpen);
    source.addEventListener('error', onError);
    source.addEventListener('message', onMessage);
  }

  function onOpen(): void {
    enter(opened(state));
    queue.push({ type: 'open' });
  }

  function onMessage(message: SourceMessage): void {
    if (state.kind === 'finished') return;
    try {
      options.onEnvelope?.(message);
      onEvent(parseEventId(message.lastEventId), parseEnvelope(String(message.data)));
    } catch (error) {
      queue.fail(error);
      finish();
    }
  }

  function onEvent(id: EventId | null, event: StreamEvent): void {
    enter(received(state, id?.seq ?? null, event.type === 'snapshot'));
    queue.push({ type: 'event', id, event });
    if (!endsRun(event)) return;
    queue.push({ type: 'end' });
    finish();
  }

  function onError(): void {
    queue.push({ type: 'lost' });
    enter(lost(state, isSourceClosed(source)));
    if (state.kind === 'backing-off') options.onRefused?.();
  }

  if (signal.aborted) queue.close();
  else {
    signal.addEventListener('abort', finish);
    startTimeout();
    connect();
  }
  return queue.drain();
}

function endsRun(event: StreamEvent): boolean {
  if (event.type === 'run.status') return !isActive(event.status);
  return event.type === 'snapshot' && !isActive(event.snapshot.run.status);
}
