import type { Cancel, Timer } from './timer.ts';
import { backoff, isSourceClosed, type EventSourceLike, type OpenEventSource } from './event-source.ts';

/** How to stream the events of an account, and who hears of them. */
export interface AccountStreamOptions {
  clock: Timer;
  openEventSource: OpenEventSource;
  /** From 0 to 1, as Math.random. */
  random?: () => number;
  /** Whether something may have happened that nobody was told of before the first connection. */
  late: boolean;
  /** Hears each event, as the envelope that the hub sent. */
  onEnvelope: (text: string) => void;
  /** Hears that there may have been events before this connection which nobody was told of. */
  onMissed: () => void;
  /** Hears that the hub has refused a connection. Another is made, later. */
  onRefused: () => void;
}

/** Streams the events of the account over as many connections as it takes. Returns what ends that. */
export function openAccountStream(options: AccountStreamOptions): () => void {
  const { clock, random = Math.random } = options;
  let source: EventSourceLike | null = null;
  let cancelRetry: Cancel | null = null;
  let attempts = 0;
  let missed = options.late;

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
