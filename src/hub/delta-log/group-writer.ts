import { yieldToEventLoop } from '../async/yield-to-event-loop.ts';

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
 * Writes a group, all of it or nothing, but for the writes that it returns as refused.
 * @param isolated whether each write may be refused by itself; otherwise the first refusal is thrown and rolls all back
 */
type Commit<Write> = (
  group: readonly Write[],
  isolated: boolean,
) => Promise<readonly RefusedWriteError<Write>[]>;

/**
 * Groups writes without a timer: all that come in one turn of the event loop, or while a group is under
 * way, go together. A lone writer waits for nothing; a hundred share. The turn matters: an embedded database
 * answers in microtasks, and would be done with each write before the next one's chunk is even read.
 *
 * Where a commit throws a `RefusedWriteError`, that write fails with its cause, and the others are written again in
 * isolation: however many of a group are refused, the others are rolled back once. Where it throws anything else nobody
 * knows what was written, so all of the group fails and nothing is written twice.
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

/** Rejects the writes that were refused; returns the others. */
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
