import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A child process of the test. It handles one command after the other. */
export interface Child<Order, Answer> {
  /** Sends a command, and waits for the answer. */
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
  failed.catch(() => {}); // reported by the wait for an answer
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

/** The child's side: handles each command of its parent process. */
export function answerOrders<Order, Answer>(answer: (order: Order) => Promise<Answer>): void {
  process.on('message', (order: Order) => void answer(order).then((answered) => process.send?.(answered)));
}
