import { endOfTurn } from '../end-of-turn.ts';

interface Waiting<Write> {
  write: Write;
  resolve: () => void;
  reject: (reason: unknown) => void;
}

/** Thrown by a commit that one write of its group is to blame for. */
export class RefusedWriteError<Write> extends Error {
  override readonly name = 'RefusedWriteError';
  readonly write: Write;

  /** @param cause why that write cannot be made */
  constructor(write: Write, cause: unknown) {
    super('A write was refused.', { cause });
    this.write = write;
  }
}

/**
 * Groups writes without a timer: all that come in one turn of the event loop, or while a group is under
 * way, go together. A lone writer waits for nothing; a hundred share. The turn matters: an embedded database
 * answers in microtasks, and would be done with each write before the next one's chunk is even read.
 * @param commit writes a group, all of it or nothing. Where it throws a `RefusedWriteError` that write
 * fails, with its cause, and the others are written without it. Where it throws anything else nobody knows
 * what was written, so all of the group fails and nothing is written twice.
 */
export function createGroupWriter<Write>(
  commit: (group: readonly Write[]) => Promise<void>,
): (write: Write) => Promise<void> {
  let waiting: Waiting<Write>[] = [];
  let writing = false;

  async function commitAll(group: readonly Waiting<Write>[]): Promise<void> {
    try {
      await commit(group.map(({ write }) => write));
      for (const { resolve } of group) resolve();
    } catch (error) {
      const refused =
        error instanceof RefusedWriteError ? group.find(({ write }) => write === error.write) : undefined;
      if (!refused) {
        for (const { reject } of group) reject(error);
        return;
      }
      refused.reject((error as Error).cause);
      const others = group.filter((one) => one !== refused);
      if (others.length > 0) await commitAll(others);
    }
  }

  async function drain(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
      await endOfTurn();
      const group = waiting;
      waiting = [];
      await commitAll(group);
    }
    writing = false;
  }

  return (write) =>
    new Promise((resolve, reject) => {
      waiting.push({ write, resolve, reject });
      if (!writing) void drain();
    });
}
