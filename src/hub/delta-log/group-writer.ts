interface Waiting<Write> {
  write: Write;
  resolve: () => void;
  reject: (reason: unknown) => void;
}

/**
 * Groups writes without a timer: the first goes at once, and all that come while one is under way go
 * together after it. A lone writer waits for nothing; a hundred share.
 * @param commit writes a group, all of it or nothing. A group that fails is written again one by one, so
 * that a bad write fails alone.
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
      if (group.length === 1) group[0]?.reject(error);
      else for (const one of group) await commitAll([one]);
    }
  }

  async function drain(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
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
