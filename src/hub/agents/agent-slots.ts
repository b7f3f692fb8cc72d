/** Places for agents' processes: so many run at once, and others wait for their turn. */
export interface AgentSlots {
  /**
   * Waits for a place, and returns what gives it back, once. Accounts take turns: the next place is for the one that
   * holds the fewest, of several for the one whose last turn was longest ago; within an account who came first goes first.
   * @throws the signal's reason once that is aborted: then the place in the queue is given up
   */
  acquire(accountId: string, signal: AbortSignal): Promise<() => void>;
}

/** What an account has. */
interface Share {
  held: number;
  lastTurn: number;
}

const NOTHING: Share = { held: 0, lastTurn: 0 };

interface Waiting {
  accountId: string;
  enter(): void;
}

/** All places are free, to begin with. */
export function createAgentSlots(most: number): AgentSlots {
  const shares = new Map<string, Share>();
  const queue = new Set<Waiting>(); // in the order in which they came
  let free = most;
  let turn = 0;

  function take(accountId: string): () => void {
    free -= 1;
    turn += 1;
    shares.set(accountId, { held: shareOf(accountId).held + 1, lastTurn: turn });
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      free += 1;
      const { held, lastTurn } = shareOf(accountId);
      if (held > 1) shares.set(accountId, { held: held - 1, lastTurn });
      else shares.delete(accountId);
      next()?.enter();
    };
  }

  function next(): Waiting | null {
    let chosen: Waiting | null = null;
    for (const waiting of queue) {
      if (!chosen || goesBefore(shareOf(waiting.accountId), shareOf(chosen.accountId))) chosen = waiting;
    }
    return chosen;
  }

  function shareOf(accountId: string): Share {
    return shares.get(accountId) ?? NOTHING;
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

function goesBefore(one: Share, other: Share): boolean {
  return one.held === other.held ? one.lastTurn < other.lastTurn : one.held < other.held;
}
