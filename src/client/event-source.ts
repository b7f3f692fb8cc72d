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

/** Whether an EventSource is closed and does not reconnect by itself, as after an error answer from the hub. */
export function isSourceClosed(source: EventSourceLike | null): boolean {
  return source?.readyState === CLOSED;
}
