import { randomBytes } from 'node:crypto';
import { digest } from './digest.ts';

const PREFIX = 'run-token-';
/** How many bytes one run may write of files and data: what it replaces is not free before the database is swept. */
export const MOST_WRITTEN = 64 * 1024 * 1024;
/** What one write counts for at least. */
const LEAST_WRITE = 1024;

/** Whether this is a run's token, be it good or not. */
export function isRunToken(token: string): boolean {
  return token.startsWith(PREFIX);
}

/** Whose a run's token is. */
interface TokenHolder {
  readonly accountId: string;
  readonly threadId: string;
  readonly runId: string;
  /** The agent, as `namespace/name/version`. */
  readonly agentId: string;
}

/** What the bearer of a run's token may do: act as this run's agent, and nothing else. */
export interface RunGrant extends TokenHolder {
  /** Further threads that it may read, and write to as its agent: those that it has other agents run on. */
  readonly threads: ReadonlySet<string>;
  /** Counts what it writes of files and data, in bytes; returns false, and counts nothing, where that would be too much. */
  spend(bytes: number): boolean;
}

/** What is remembered of a run until it ends. */
interface RunUse {
  threads: Set<string>;
  written: number;
}

/** The tokens of agents that run in a process of their own. They end with the hub, as these agents do. */
export interface RunTokens {
  /** Makes a token; it is good until it is revoked. */
  issue(holder: TokenHolder): { token: string; revoke(): void };
  find(token: string): RunGrant | null;
  /** Lets the token of a run open another thread, whether or not it has been issued yet. */
  allow(runId: string, threadId: string): void;
  /** Forgets which threads those were, and what it has written. To be called once a run has ended. */
  forget(runId: string): void;
}

/** No tokens, to begin with. */
export function createRunTokens(): RunTokens {
  const holders = new Map<string, TokenHolder>(); // by the token's digest, as all tokens are looked up
  const uses = new Map<string, RunUse>();

  function useOf(runId: string): RunUse {
    let use = uses.get(runId);
    if (!use) uses.set(runId, (use = { threads: new Set(), written: 0 }));
    return use;
  }

  return {
    issue(holder) {
      const token = PREFIX + randomBytes(32).toString('base64url');
      const key = digest(token);
      holders.set(key, holder);
      return { token, revoke: () => void holders.delete(key) };
    },
    find(token) {
      const holder = isRunToken(token) ? holders.get(digest(token)) : undefined;
      if (!holder) return null;
      const use = useOf(holder.runId);
      return {
        ...holder,
        threads: use.threads,
        spend(bytes) {
          const written = use.written + Math.max(bytes, LEAST_WRITE);
          if (written > MOST_WRITTEN) return false;
          use.written = written;
          return true;
        },
      };
    },
    allow: (runId, threadId) => void useOf(runId).threads.add(threadId),
    forget: (runId) => void uses.delete(runId),
  };
}
