import type { ServerResponse } from 'node:http';
import { hasLeft } from '../fan-out/sse-response.ts';

/** An answer to a request of a session that can end meanwhile. */
export interface SessionAnswer {
  /** Called once the answer is known to be a stream: it ends with the session, or at once if that has ended. */
  markAsStream(): void;
  /** Called before that for a stream that has an end of its own; the connection of any other is broken off. */
  closeWith(end: () => void): void;
}

/**
 * Ends a stream when the session ends that asked for it, be it already open or still to come. Other answers are left to
 * finish.
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
