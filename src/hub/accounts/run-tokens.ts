import { randomBytes } from 'node:crypto';
import { digest } from './digest.ts';

const PREFIX = 'run-token-';
const NO_THREADS: ReadonlySet<string> = new Set();

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
}

/** The tokens of agents that run in a process of their own. They end with the hub, as these agents do. */
export interface RunTokens {
  /** Makes a token; it is good until it is revoked. */
  issue(holder: TokenHolder): { token: string; revoke(): void };
  find(token: string): RunGrant | null;
  /** Lets the token of a run open another thread, whether or not it has been issued yet. */
  allow(runId: string, threadId: string): void;
  /** Forgets which threads those were. */
  forget(runId: string): void;
}

/** No tokens, to begin with. */
export function createRunTokens(): RunTokens {
  const holders = new Map<string, TokenHolder>(); // by the token's digest, as all tokens are looked up
  const threadsOf = new Map<string, Set<string>>();
  return {
    issue(holder) {
      const token = PREFIX + randomBytes(32).toString('base64url');
      const key = digest(token);
      holders.set(key, holder);
      return { token, revoke: () => void holders.delete(key) };
    },
    find(token) {
      const holder = isRunToken(token) ? holders.get(digest(token)) : undefined;
      return holder ? { ...holder, threads: threadsOf.get(holder.runId) ?? NO_THREADS } : null;
    },
    allow(runId, threadId) {
      const threads = threadsOf.get(runId) ?? new Set();
      threadsOf.set(runId, threads.add(threadId));
    },
    forget: (runId) => void threadsOf.delete(runId),
  };
}
