import { yieldToEventLoop } from '../async/yield-to-event-loop.ts';

interface Waiting<Write> {
  write: Write;
  resolve: () => void;
  reject: (reason: unknown) => void;
}

/** Thrown by a commit that failed because of one write of its group. */
export class RefusedWriteError<Write> extends Error {
  override readonly name = 'RefusedWriteError';
  readonly write: Write;

  /** @param cause why that write failed */
  constructor(write: Write, cause: unknown) {
    super('A write was refused.', { cause });
    this.write = write;
  }
}

/**
 * Writes a group completely or not at all, except the writes that it returns as refused.
 * @param isolated if true, each write may be refused on its own; if false, the first refusal is thrown, and the whole
 * group is rolled back
 */
type Commit<Write> = (
  group: readonly Write[],
  isolated: boolean,
) => Promise<readonly RefusedWriteError<Write>[]>;

/**
 * Groups writes without a timer: all writes of one turn of the event loop, or of the time in which a group is
 * written, form the next group. A single writer does not wait; a hundred writers share a transaction. The turn is
 * necessary: an embedded database answers in microtasks, and would finish each write before the chunk for the next
 * one is even read.
 *
 * If a commit throws a `RefusedWriteError`, that write fails with its cause, and the other writes are repeated in
 * isolation. So they are rolled back only once, even if several writes are refused. After any other error, it is
 * unknown which writes have taken effect. The whole group then fails, so that nothing is written twice.
 */
export function createGroupWriter<Write>(commit: Commit<Write>): (write: Write) => Promise<void> {
  let waiting: Waiting<Write>[] = [];
  let writing = false;

  async function commitAll(group: readonly Waiting<Write>[], isolated: boolean): Promise<void> {
    if (group.length === 0) return;
    try {
      const refusals = await commit(
        group.map(({ write }) => write),
        isolated,
      );
      for (const one of withoutRefused(group, refusals)) one.resolve();
    } catch (error) {
      if (error instanceof RefusedWriteError) await commitAll(withoutRefused(group, [error]), true);
      else for (const { reject } of group) reject(error);
    }
  }

  async function drain(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
      await yieldToEventLoop();
      const group = waiting;
      waiting = [];
      await commitAll(group, false);
    }
    writing = false;
  }

  return (write) =>
    new Promise((resolve, reject) => {
      waiting.push({ write, resolve, reject });
      if (!writing) void drain();
    });
}

/** Rejects the refused writes. Returns the others. */
function withoutRefused<Write>(
  group: readonly Waiting<Write>[],
  refusals: readonly RefusedWriteError<Write>[],
): Waiting<Write>[] {
  const causes = new Map(refusals.map(({ write, cause }) => [write, cause]));
  return group.filter(({ write, reject }) => {
    if (!causes.has(write)) return true;
    reject(causes.get(write));
    return false;
  });
}
