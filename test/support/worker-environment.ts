import type { Environment } from 'vitest/runtime';

type End = () => Promise<unknown>;

declare global {
  /** Calls this when the worker ends, after the last of the files that it runs. */
  var onWorkerEnd: ((end: End) => void) | undefined;
}

/** Node, where what the files of a worker share can end with the worker. */
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
