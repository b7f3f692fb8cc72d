import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of the test's own. It answers one order after the other. */
export interface Child<Order, Answer> {
  /** Sends an order, and waits for its answer. */
  ask(order: Order): Promise<Answer>;
  stop(): Promise<void>;
}

/** Starts a file of this folder as a process. */
export function startChild<Order extends object, Answer>(file: string): Child<Order, Answer> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    execArgv: ['--import', 'jiti/register'],
  });
  const ended = once(child, 'exit');
  const failed = ended.then(([code]) => Promise.reject(new Error(`${file} ended with ${String(code)}.`)));
  failed.catch(() => {}); // told by whoever waits for an answer
  return {
    async ask(order) {
      const answered = once(child, 'message') as Promise<[Answer]>;
      child.send(order);
      return (await Promise.race([answered, failed]))[0];
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The other end: answers each order of the process that has started this one. */
export function answerOrders<Order, Answer>(answer: (order: Order) => Promise<Answer>): void {
  process.on('message', (order: Order) => void answer(order).then((answered) => process.send?.(answered)));
}
