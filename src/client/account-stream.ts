import type { Cancel, Timer } from './timer.ts';
import { backoff } from './backoff.ts';
import { isSourceClosed, type EventSourceLike, type OpenEventSource } from './event-source.ts';

/** Options and callbacks of an account's event stream. */
export interface AccountStreamOptions {
  clock: Timer;
  openEventSource: OpenEventSource;
  /** Returns a number from 0 to 1; `Math.random` by default. */
  random?: () => number;
  /** Whether events may have been missed before the first connection. */
  mayHaveMissed: boolean;
  /** Called with each event, as the envelope that the hub sent. */
  onEnvelope: (text: string) => void;
  /** Called when a connection opens and events may have been missed before it. */
  onMissed: () => void;
  /** Called when the hub refuses a connection. Another connection is opened later. */
  onRefused: () => void;
}

/** Streams the events of the account, reconnecting as needed. Returns a function that closes the stream. */
export function openAccountStream(options: AccountStreamOptions): () => void {
  const { clock, random = Math.random } = options;
  let source: EventSourceLike | null = null;
  let cancelRetry: Cancel | null = null;
  let attempts = 0;
  let missed = options.mayHaveMissed;

  function connect(): void {
    source = options.openEventSource('/v1/events');
    source.addEventListener('message', (event) => options.onEnvelope(String(event.data)));
    source.addEventListener('open', onOpen);
    source.addEventListener('error', onError);
  }

  function onOpen(): void {
    attempts = 0;
    if (missed) options.onMissed();
    missed = false;
  }

  function onError(): void {
    missed = true;
    if (!isSourceClosed(source)) return;
    cancelRetry = clock.after(backoff(attempts, random()), connect);
    attempts += 1;
    options.onRefused();
  }

  connect();
  return () => {
    source?.close();
    cancelRetry?.();
  };
}
