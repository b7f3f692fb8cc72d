import { ProviderError } from '../provider.ts';

/** Ends a request to a server that falls silent. */
export interface IdleTimeout {
  /** Aborted with a `ProviderError` when the time is up, and whenever the outer signal is. */
  readonly signal: AbortSignal;
  /** From now on the server is waited for. */
  start(): void;
  /** The server has sent something: until the next start the time is another's. */
  stop(): void;
}

/** A timeout that has not started yet. */
export function createIdleTimeout(milliseconds: number, outer: AbortSignal): IdleTimeout {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  function giveUp(): void {
    const seconds = milliseconds / 1000;
    controller.abort(new ProviderError(`The model server sent nothing for ${seconds} s.`, 'silent'));
  }

  return {
    signal: AbortSignal.any([outer, controller.signal]),
    start() {
      clearTimeout(timer);
      timer = setTimeout(giveUp, milliseconds);
    },
    stop: () => clearTimeout(timer),
  };
}
