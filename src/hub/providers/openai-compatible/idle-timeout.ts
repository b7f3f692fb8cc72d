import { ProviderError } from '../provider.ts';

/** Ends a request to a server that sends nothing. */
export interface IdleTimeout {
  /** Aborted with a `ProviderError` when the time is up, and whenever the outer signal is. */
  readonly signal: AbortSignal;
  /** From now on the server has this time, in milliseconds, to send something. */
  start(milliseconds: number): void;
  /** The server has sent something, or need not. */
  stop(): void;
}

/** A timeout that has not started yet. */
export function createIdleTimeout(outer: AbortSignal): IdleTimeout {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  function abort(milliseconds: number): void {
    const seconds = milliseconds / 1000;
    controller.abort(new ProviderError(`The model server sent nothing for ${seconds} s.`, 'silent'));
  }

  return {
    signal: AbortSignal.any([outer, controller.signal]),
    start(milliseconds) {
      clearTimeout(timer);
      timer = setTimeout(abort, milliseconds, milliseconds);
    },
    stop: () => clearTimeout(timer),
  };
}
