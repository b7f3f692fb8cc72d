import { releaseOnce } from '../limits/release-once.ts';

/** Limits the number of agent processes that run at once. */
export interface AgentSlots {
  /**
   * Waits for a slot, and returns a function that releases it. The next slot goes to the account that holds the fewest
   * slots. If several accounts hold the same number, it goes to the account whose last slot was assigned longest ago.
   * Within an account, requests are served in order.
   * @throws the signal's reason if it is aborted; the request then leaves the queue
   */
  acquire(accountId: string, signal: AbortSignal): Promise<() => void>;
}

/** The slots of an account. */
interface Share {
  held: number;
  lastTurn: number;
}

const NOTHING: Share = { held: 0, lastTurn: 0 };

interface Waiting {
  accountId: string;
  enter(): void;
}

/** Creates `count` free slots. */
export function createAgentSlots(count: number): AgentSlots {
  const shares = new Map<string, Share>();
  const queue = new Set<Waiting>(); // in order of arrival
  let free = count;
  let turn = 0;

  function take(accountId: string): () => void {
    free -= 1;
    turn += 1;
    shares.set(accountId, { held: shareOf(accountId).held + 1, lastTurn: turn });
    return releaseOnce(() => {
      free += 1;
      const { held, lastTurn } = shareOf(accountId);
      if (held > 1) shares.set(accountId, { held: held - 1, lastTurn });
      else shares.delete(accountId);
      next()?.enter();
    });
  }

  function next(): Waiting | null {
    let chosen: Waiting | null = null;
    for (const waiting of queue) {
      if (!chosen || hasPriority(shareOf(waiting.accountId), shareOf(chosen.accountId))) chosen = waiting;
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
          signal.removeEventListener('abort', abort);
        }
        function abort(): void {
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
        signal.addEventListener('abort', abort, { once: true });
      });
    },
  };
}

function hasPriority(one: Share, other: Share): boolean {
  return one.held === other.held ? one.lastTurn < other.lastTurn : one.held < other.held;
}
