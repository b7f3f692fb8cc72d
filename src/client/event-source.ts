/** The part of an EventSource's messages that is used here. */
export interface SourceMessage {
  readonly data: unknown;
  readonly lastEventId: string;
}

/** The part of an EventSource that is used here. */
export interface EventSourceLike {
  readonly readyState: number;
  close(): void;
  addEventListener(type: 'message', listener: (event: SourceMessage) => void): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
}

/** Opens a stream of the hub by its path. */
export type OpenEventSource = (path: string) => EventSourceLike;

const CLOSED = 2;
const FIRST_BACKOFF = 500;
const LONGEST_BACKOFF = 15_000;

/** Whether an EventSource will not reconnect by itself: the hub has answered with an error. */
export function isSourceClosed(source: EventSourceLike | null): boolean {
  return source?.readyState === CLOSED;
}

/**
 * How many milliseconds to wait before an EventSource that has given up is replaced.
 * @param attempts how many were replaced since the last that stood
 * @param random from 0 to 1, so that not all clients of a hub come back at once
 */
export function backoff(attempts: number, random: number): number {
  return Math.min(FIRST_BACKOFF * 2 ** attempts, LONGEST_BACKOFF) * (0.5 + random / 2);
}
