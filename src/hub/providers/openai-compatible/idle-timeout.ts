import { ProviderError } from '../provider.ts';

/** Ends a request to a server that falls silent. */
export interface IdleTimeout {
  /** Aborted with a `ProviderError` when the time is up, and whenever the outer signal is. */
  readonly signal: AbortSignal;
  /** The server has sent something. */
  restart(): void;
  stop(): void;
}

/** Starts to wait for a server. */
export function startIdleTimeout(milliseconds: number, outer: AbortSignal): IdleTimeout {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    const seconds = milliseconds / 1000;
    controller.abort(new ProviderError(`The model server sent nothing for ${seconds} s.`));
  }, milliseconds);
  return {
    signal: AbortSignal.any([outer, controller.signal]),
    restart: () => void timer.refresh(),
    stop: () => clearTimeout(timer),
  };
}
