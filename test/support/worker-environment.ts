import type { Environment } from 'vitest/runtime';

type End = () => Promise<unknown>;

declare global {
  /** Registers a function to be called when the worker ends, after its last file. */
  var onWorkerEnd: ((end: End) => void) | undefined;
}

/** The environment of Node, with `onWorkerEnd`, which stops what the files of a worker share. */
const workerEnvironment: Environment = {
  name: 'worker',
  viteEnvironment: 'ssr',
  setup() {
    const ends: End[] = [];
    globalThis.onWorkerEnd = (end) => void ends.push(end);
    return {
      teardown: () => Promise.all(ends.map((end) => end())).then(() => undefined),
    };
  },
};

export default workerEnvironment;
