import './worker-environment.ts';

/** Gives a function that starts something when it is first called, for all files of the worker, with which it ends. */
export function shareInWorker<T>(
  start: () => Promise<T>,
  stop: (started: T) => Promise<unknown>,
): () => Promise<T> {
  let starting: Promise<T> | undefined;
  return () =>
    (starting ??= (async () => {
      if (!globalThis.onWorkerEnd) throw new Error('Only where test/support/worker-environment.ts is used.');
      const started = await start();
      globalThis.onWorkerEnd(() => stop(started));
      return started;
    })());
}
