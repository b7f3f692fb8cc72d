/** The fields of an EventSource's messages that clients use. */
export interface SourceMessage {
  readonly data: unknown;
  readonly lastEventId: string;
}

/** The members of an EventSource that clients use. */
export interface EventSourceLike {
  readonly readyState: number;
  close(): void;
  addEventListener(type: 'message', listener: (event: SourceMessage) => void): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
}

/** Opens a stream of the hub, given its path. */
export type OpenEventSource = (path: string) => EventSourceLike;

const CLOSED = 2;
const FIRST_BACKOFF = 500;
const MAX_BACKOFF = 15_000;

/** Whether an EventSource is closed, and does not reconnect by itself: the hub has answered with an error. */
export function isSourceClosed(source: EventSourceLike | null): boolean {
  return source?.readyState === CLOSED;
}

/**
 * How long to wait before a closed EventSource is replaced, in milliseconds.
 * @param attempts how many have been replaced since the last connection that worked
 * @param random from 0 to 1, so that the clients of a hub do not all reconnect at once
 */
export function backoff(attempts: number, random: number): number {
  return Math.min(FIRST_BACKOFF * 2 ** attempts, MAX_BACKOFF) * (0.5 + random / 2);
}
