import type { ServerResponse } from 'node:http';
import { hasLeft } from '../fan-out/sse-response.ts';

/** The response to a request whose session may end before the response does. */
export interface SessionAnswer {
  /**
   * Called once the response is known to be a stream. The stream ends with the session, or at once if the session has
   * already ended.
   */
  markAsStream(): void;
  /** Sets the function that ends the stream. By default the connection is closed. Called before `markAsStream`. */
  closeWith(end: () => void): void;
}

/**
 * Ends a stream when its session ends, whether the stream is open already or opens later. Other responses are not
 * affected.
 * @param onSessionEnd calls its listener when the session ends, and returns an unsubscribe function
 */
export function endStreamWithSession(
  response: ServerResponse,
  onSessionEnd: (listener: () => void) => () => void,
): SessionAnswer {
  let hasEnded = false;
  let isStream = false;
  let end = (): void => void response.destroy();
  if (!hasLeft(response)) {
    const unsubscribe = onSessionEnd(() => {
      hasEnded = true;
      endIfOver();
    });
    response.once('close', unsubscribe);
  }

  function endIfOver(): void {
    if (hasEnded && isStream) end();
  }

  return {
    markAsStream() {
      isStream = true;
      endIfOver();
    },
    closeWith: (own) => void (end = own),
  };
}
