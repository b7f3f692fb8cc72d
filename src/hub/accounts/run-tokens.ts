import { randomBytes } from 'node:crypto';
import { digest } from './digest.ts';

const PREFIX = 'run-token-';

/** Whether this is a run's token, be it good or not. */
export function isRunToken(token: string): boolean {
  return token.startsWith(PREFIX);
}

/** What the bearer of a run's token may do: act as this run's agent, and nothing else. */
export interface RunGrant {
  readonly accountId: string;
  readonly threadId: string;
  readonly runId: string;
  /** The agent, as `namespace/name/version`. */
  readonly agentId: string;
}

/** The tokens of agents that run in a process of their own. They end with the hub, as these agents do. */
export interface RunTokens {
  /** Makes a token; it is good until it is revoked. */
  issue(grant: RunGrant): { token: string; revoke(): void };
  find(token: string): RunGrant | null;
}

/** No tokens, to begin with. */
export function createRunTokens(): RunTokens {
  const grants = new Map<string, RunGrant>(); // by the token's digest, as all tokens are looked up
  return {
    issue(grant) {
      const token = PREFIX + randomBytes(32).toString('base64url');
      const key = digest(token);
      grants.set(key, grant);
      return { token, revoke: () => void grants.delete(key) };
    },
    find: (token) => (isRunToken(token) ? (grants.get(digest(token)) ?? null) : null),
  };
}
