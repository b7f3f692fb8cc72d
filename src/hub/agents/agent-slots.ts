/** Places for agents' processes: so many run at once, and others wait for their turn. */
export interface AgentSlots {
  /**
   * Waits for a place, and returns what gives it back, once. Accounts take turns: the next place is for the one that
   * holds the fewest, and within an account who came first goes first.
   * @throws the signal's reason once that is aborted: then the place in the queue is given up
   */
  acquire(accountId: string, signal: AbortSignal): Promise<() => void>;
}

interface Waiting {
  accountId: string;
  enter(): void;
}

/** All places are free, to begin with. */
export function createAgentSlots(most: number): AgentSlots {
  const held = new Map<string, number>();
  const queue = new Set<Waiting>(); // in the order in which they came
  let free = most;

  function take(accountId: string): () => void {
    free -= 1;
    held.set(accountId, (held.get(accountId) ?? 0) + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      free += 1;
      const rest = (held.get(accountId) ?? 1) - 1;
      if (rest > 0) held.set(accountId, rest);
      else held.delete(accountId);
      next()?.enter();
    };
  }

  function next(): Waiting | null {
    let chosen: Waiting | null = null;
    for (const waiting of queue) {
      if (!chosen || holds(waiting) < holds(chosen)) chosen = waiting;
    }
    return chosen;
  }

  function holds({ accountId }: Waiting): number {
    return held.get(accountId) ?? 0;
  }

  return {
    async acquire(accountId, signal) {
      signal.throwIfAborted();
      if (free > 0) return take(accountId);
      return new Promise((resolve, reject) => {
        function leave(): void {
          queue.delete(waiting);
          signal.removeEventListener('abort', giveUp);
        }
        function giveUp(): void {
          leave();
          reject(signal.reason as Error);
        }
        const waiting: Waiting = {
          accountId,
          enter() {
            leave();
            resolve(take(accountId));
          },
        };
        queue.add(waiting);
        signal.addEventListener('abort', giveUp, { once: true });
      });
    },
  };
}
