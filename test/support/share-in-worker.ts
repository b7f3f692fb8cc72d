import './worker-environment.ts';

/** Returns a function that starts something on its first call. All files of the worker share it; it stops when the worker ends. */
export function shareInWorker<T>(
  start: () => Promise<T>,
  stop: (started: T) => Promise<unknown>,
): () => Promise<T> {
  let starting: Promise<T> | undefined;
  return () =>
    (starting ??= (async () => {
      if (!globalThis.onWorkerEnd)
        throw new Error('This needs the environment test/support/worker-environment.ts.');
      const started = await start();
      globalThis.onWorkerEnd(() => stop(started));
      return started;
    })());
}
