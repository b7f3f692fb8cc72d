import { randomBytes } from 'node:crypto';
import { digest } from './digest.ts';

const PREFIX = 'run-token-';
/**
 * Maximum total size of the files and data that a run writes, in bytes. Replaced data still counts, because it is not
 * freed before the database is swept.
 */
export const MAX_WRITTEN = 64 * 1024 * 1024;
/** Minimum number of bytes that one write counts for. */
const MIN_COUNTED_WRITE = 1024;

/** Whether this is a run's token, valid or not. */
export function isRunToken(token: string): boolean {
  return token.startsWith(PREFIX);
}

/** The run that a token belongs to. */
interface TokenHolder {
  readonly accountId: string;
  readonly threadId: string;
  readonly runId: string;
  /** The agent, as `namespace/name/version`. */
  readonly agentId: string;
}

/** The permission of a run's token: to act as this run's agent, and nothing else. */
export interface RunGrant extends TokenHolder {
  /** Further threads that the agent may read and write to, because it runs other agents on them. */
  readonly threads: ReadonlySet<string>;
  /**
   * Counts bytes of files and data that the agent writes. Returns false, and counts nothing, if they would exceed the
   * limit.
   */
  spend(bytes: number): boolean;
}

/** The further threads of a run and its number of written bytes. Kept until the run ends. */
interface RunUse {
  threads: Set<string>;
  written: number;
}

/** Tokens of agents that run in their own processes. The tokens end with the hub, and so do these agents. */
export interface RunTokens {
  /** Creates a token, which is valid until it is revoked. */
  issue(holder: TokenHolder): { token: string; revoke(): void };
  find(token: string): RunGrant | null;
  /** Gives the token of a run access to another thread, even if the token has not been issued yet. */
  allow(runId: string, threadId: string): void;
  /** Drops the further threads of a run and its count of written bytes. Called when the run has ended. */
  forget(runId: string): void;
}

/** Creates an empty store. */
export function createRunTokens(): RunTokens {
  const holders = new Map<string, TokenHolder>(); // by the token's digest
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
          const written = use.written + Math.max(bytes, MIN_COUNTED_WRITE);
          if (written > MAX_WRITTEN) return false;
          use.written = written;
          return true;
        },
      };
    },
    allow: (runId, threadId) => void useOf(runId).threads.add(threadId),
    forget: (runId) => void uses.delete(runId),
  };
}
