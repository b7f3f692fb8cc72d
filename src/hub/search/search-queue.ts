import { RefusedError } from '../errors/refused-error.ts';

/** Maximum numbers of running and waiting searches. */
export interface SearchBounds {
  /** Maximum number of running searches in the hub. An account has at most one. */
  atOnce: number;
  /** Maximum number of waiting searches per account. */
  waitingOfAccount: number;
  /** Maximum number of waiting searches in the hub. */
  waiting: number;
}

const BOUNDS: SearchBounds = { atOnce: 2, waitingOfAccount: 3, waiting: 100 };
/** Value of `retry-after`, in seconds. */
const RETRY = 1;

/** Queues searches, fairly between accounts. */
export interface SearchQueue {
  /**
   * Runs a search when it is its turn.
   * @param signal aborted when the result is no longer needed. If the search has not begun by then, `run` throws the
   * signal's reason.
   * @throws RefusedError (`too_many`) if newer searches of the account replaced it, or too many searches are waiting
   */
  run<Result>(accountId: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result>;
}

interface Waiting {
  begin: () => void;
  refuse: (problem: unknown) => void;
}

/**
 * Creates a queue that runs one search per account at a time; accounts take turns. If too many searches of an account
 * are waiting, the oldest is refused: while a person types, a newer search makes it obsolete.
 */
export function createSearchQueue(bounds: SearchBounds = BOUNDS): SearchQueue {
  const running = new Set<string>();
  /** Waiting searches by account; the account whose turn is next comes first. */
  const lines = new Map<string, Waiting[]>();
  let waiting = 0;

  function leave(accountId: string, one: Waiting): void {
    const line = lines.get(accountId) ?? [];
    const rest = line.filter((other) => other !== one);
    waiting -= line.length - rest.length;
    if (rest.length > 0) lines.set(accountId, rest);
    else lines.delete(accountId);
  }

  function startNext(): void {
    for (const [accountId, [first]] of lines) {
      if (running.size >= bounds.atOnce) return;
      if (!first || running.has(accountId)) continue;
      leave(accountId, first);
      running.add(accountId);
      first.begin();
    }
  }

  function moveToEnd(accountId: string): void {
    const line = lines.get(accountId);
    lines.delete(accountId);
    if (line) lines.set(accountId, line);
  }

  function waitForTurn(accountId: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => one.refuse(signal.reason);
      const one: Waiting = {
        begin() {
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
        refuse(problem) {
          signal.removeEventListener('abort', onAbort);
          leave(accountId, one);
          reject(problem);
        },
      };
      signal.addEventListener('abort', onAbort);
      const line = lines.get(accountId) ?? [];
      lines.set(accountId, [...line, one]);
      waiting += 1;
      if (line.length >= bounds.waitingOfAccount) line[0]?.refuse(tooManySearches());
      startNext();
    });
  }

  return {
    async run(accountId, signal, work) {
      signal.throwIfAborted();
      if (waiting >= bounds.waiting) throw tooManySearches();
      await waitForTurn(accountId, signal);
      try {
        return await work();
      } finally {
        running.delete(accountId);
        moveToEnd(accountId);
        startNext();
      }
    },
  };
}

function tooManySearches(): RefusedError {
  return new RefusedError('too_many', 'Too many searches are waiting. Search again in a moment.', {
    code: 'too_many_searches',
    retryAfter: RETRY,
  });
}
