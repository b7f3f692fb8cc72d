import { RefusedError } from '../errors/refused-error.ts';
import {
  claimThreads,
  deleteBrowserSession,
  deleteEmptyAccounts,
  ensureAccount,
  ensureNamedAccount,
  hasAccount,
  hasUnclaimedThreads,
  type AccountRow,
  type SessionRow,
} from '../db/accounts.ts';
import type { Database } from '../db/database.ts';
import { createAllowance } from '../limits/allowance.ts';
import { createAccountTokens, secretOfToken, type AccountTokens, type Browser } from './account-tokens.ts';
import { digest } from './digest.ts';
import type { GuessLimiter } from './guess-limiter.ts';
import { createSecret, createSessions, isSecret } from './sessions.ts';

/** Maximum number of remembered browsers whose account is not stored yet. */
const REMEMBERED_NEWCOMERS = 10_000;
/**
 * Number of accounts that an address may create when no token is required: a burst, then one per interval, in
 * milliseconds.
 */
const NEW_ACCOUNTS = { burst: 200, every: 30_000 };
/** Time for which an unused account without conversations is kept, in milliseconds. */
const EMPTY_ACCOUNT_RETENTION = 86_400_000;

/** A configured bearer token. */
export interface HubToken {
  /** The name of its account. */
  readonly name: string;
  readonly token: string;
}

/** Finds and creates the accounts of the hub. */
export interface Accounts {
  /** `automatic`: anyone may use the hub, and each browser gets its own account. `token`: a configured token is required. */
  readonly signIn: 'automatic' | 'token';
  /** The account of clients without cookie and token; null if a token is required. */
  readonly local: AccountRow | null;
  /** Returns the account of a configured token; null if the token is unknown. */
  byToken(token: string): AccountRow | null;
  /**
   * Returns the account of a browser's cookie; null if the cookie is unknown.
   * @param address the client's address; unknown cookies are counted per address
   * @throws ApiProblem (429) if the address sends too many unknown cookies
   */
  bySession(cookie: string, address: string): Promise<AccountRow | null>;
  /** Returns the account of an account token; null if the token is unknown, expired or revoked. */
  byAccountToken(token: string, address: string): Promise<AccountRow | null>;
  /** Signs a browser in with a token. Returns null if the token is unknown. */
  open(token: string): Promise<Browser | null>;
  /**
   * Gives a browser its own account when no token is required. `keep` stores the account later, when it is first
   * needed.
   */
  openOwn(): Browser;
  /**
   * Stores the account of `openOwn`, for a browser that creates something.
   * @throws RefusedError (`too_many`) if the address has created too many accounts
   */
  keep(cookie: string, address: string): Promise<void>;
  /** Tokens that let other programs use a browser's account. */
  readonly tokens: AccountTokens;
  /**
   * Signs a browser out, and ends the streams of its session. With automatic sign-in, the tokens of its account are
   * revoked as well.
   */
  close(cookie: string): Promise<void>;
  /**
   * Calls the listener when the session of this secret ends.
   * @param secret a cookie, or `secretOfToken` of an account token
   * @returns an unsubscribe function
   */
  onEnd(secret: string, listener: () => void): () => void;
  /** Deletes empty accounts that nobody uses, and expired sessions. */
  sweep(): Promise<void>;
}

/** The account of clients without credentials. */
const LOCAL_ACCOUNT = 'account_local';

/**
 * Returns the account that a browser gets by default, which may not be stored yet. The account's id is derived from
 * the cookie, but does not reveal the cookie.
 */
function ownAccount(secret: string): AccountRow {
  return { id: `account_${digest(`account of ${secret}`).slice(0, 24)}`, name: null };
}

/**
 * Opens the accounts of a hub.
 * @param tokens the configured tokens; empty if no token is required
 */
export async function openAccounts(
  db: Database,
  tokens: readonly HubToken[],
  guessLimiter: GuessLimiter,
): Promise<Accounts> {
  const byTokenDigest = new Map<string, AccountRow>();
  for (const { name, token } of tokens) byTokenDigest.set(digest(token), await ensureNamedAccount(db, name));
  const local = tokens.length === 0 ? await ensureAccount(db, LOCAL_ACCOUNT) : null;
  const sessions = createSessions(db, guessLimiter, isValid);
  const newcomers = new Set<string>();
  const newAccounts = createAllowance(NEW_ACCOUNTS);
  let hasUnclaimed = await hasUnclaimedThreads(db);

  /**
   * Whether a session is still valid. A session that a configured token opened is valid while that token is
   * configured. A session without a token is valid while no tokens are configured.
   */
  function isValid({ tokenHash }: SessionRow): boolean {
    return tokenHash === null ? local !== null : byTokenDigest.has(tokenHash);
  }

  function rememberNewcomer(secret: string): AccountRow {
    if (newcomers.size >= REMEMBERED_NEWCOMERS) newcomers.clear();
    newcomers.add(digest(secret));
    return ownAccount(secret);
  }

  /**
   * Gives the unclaimed threads to this account. Called only after the browser has sent its cookie back: of several
   * cookies set by parallel responses, a browser keeps only one.
   */
  async function claim(account: AccountRow): Promise<void> {
    if (!hasUnclaimed) return;
    await claimThreads(db, account.id);
    hasUnclaimed = false;
  }

  async function keep(secret: string, address: string): Promise<void> {
    if (sessions.isCached(secret)) return;
    const seconds = newAccounts.spend(address);
    if (seconds !== null) throw tooManyAccounts(seconds);
    const account = await ensureAccount(db, ownAccount(secret).id);
    await sessions.open(secret, { account, tokenHash: null, name: null });
    newcomers.delete(digest(secret));
  }

  return {
    signIn: local ? 'automatic' : 'token',
    local,
    byToken: (token) => byTokenDigest.get(digest(token)) ?? null,

    async bySession(secret, address) {
      if (newcomers.has(digest(secret)) && !hasUnclaimed) return ownAccount(secret);
      const session = await sessions.find(secret, address);
      if (session) {
        if (session.name !== null) return null; // the secret of an account token is not a cookie

        await claim(session.account);
        return session.account;
      }
      if (!local || !isSecret(secret)) return null;
      const own = ownAccount(secret);
      if (await hasAccount(db, own.id)) return null; // its session has ended
      if (!hasUnclaimed) return rememberNewcomer(secret);
      await keep(secret, address);
      await claim(own);
      return own;
    },

    byAccountToken: async (token, address) =>
      (await sessions.find(secretOfToken(token), address))?.account ?? null,

    async open(token) {
      const tokenHash = digest(token);
      const account = byTokenDigest.get(tokenHash);
      if (!account) return null;
      const cookie = createSecret();
      await sessions.open(cookie, { account, tokenHash, name: null });
      return { account, cookie };
    },

    openOwn() {
      const cookie = createSecret();
      return { account: rememberNewcomer(cookie), cookie };
    },

    keep,
    tokens: createAccountTokens(db, sessions),

    async close(cookie) {
      newcomers.delete(digest(cookie));
      sessions.end([digest(cookie), ...(await deleteBrowserSession(db, digest(cookie)))]);
    },

    onEnd: sessions.onEnd,

    async sweep() {
      await sessions.sweep();
      const unusedSince = new Date(Date.now() - EMPTY_ACCOUNT_RETENTION);
      sessions.forgetAccounts(await deleteEmptyAccounts(db, unusedSince, LOCAL_ACCOUNT));
    },
  };
}

function tooManyAccounts(seconds: number): RefusedError {
  return new RefusedError(
    'too_many',
    `Too many browsers have started to use this server from your address. Try again in ${seconds} seconds.`,
    { code: 'too_many_accounts', retryAfter: seconds },
  );
}
