import { ApiProblem } from '../http/api-problem.ts';
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
import { createAllowance } from '../http/security/allowance.ts';
import { createAccountTokens, secretOfToken, type AccountTokens, type Browser } from './account-tokens.ts';
import { digest } from './digest.ts';
import type { GuessLimiter } from './guess-limiter.ts';
import { createSecret, createSessions, isSecret } from './sessions.ts';

/** How many browsers that have kept nothing yet are remembered. */
const REMEMBERED_NEWCOMERS = 10_000;
/** How many accounts an address may make at once where nobody needs a token, and after how many milliseconds one more. */
const NEW_ACCOUNTS = { burst: 200, every: 30_000 };
/** How long an account without conversations is kept that nobody uses, in milliseconds. */
const EMPTY_ACCOUNT_RETENTION = 86_400_000;

/** A bearer token of the configuration. */
export interface HubToken {
  /** Names the account that it is for. */
  readonly name: string;
  readonly token: string;
}

/** Who may use the hub. */
export interface Accounts {
  /** `automatic`: everyone who reaches the hub; each browser has an account of its own. `token`: who bears a token. */
  readonly signIn: 'automatic' | 'token';
  /** The account of clients that bring neither cookie nor token; null where a token is needed. */
  readonly local: AccountRow | null;
  /** The account of a bearer token; null where it is none of the hub's. */
  byToken(token: string): AccountRow | null;
  /**
   * The account of a browser, by its cookie; null where that is none of the hub's.
   * @param address where the request is from, by which wrong cookies are counted
   * @throws ApiProblem (429) where the address sends too many of them
   */
  bySession(cookie: string, address: string): Promise<AccountRow | null>;
  /** The account of an account token; null if the token is unknown, expired or revoked. */
  byAccountToken(token: string, address: string): Promise<AccountRow | null>;
  /** Signs a browser in with a token. Null where the token is none of the hub's. */
  open(token: string): Promise<Browser | null>;
  /** An account of its own for a browser, where no token is needed. Nothing is written before there is something to keep. */
  openOwn(): Browser;
  /**
   * Writes the account of `openOwn`, for a browser that makes something.
   * @throws ApiProblem (429) where the address has made too many accounts
   */
  keep(cookie: string, address: string): Promise<void>;
  /** The tokens with which other programs use a browser's account. */
  readonly tokens: AccountTokens;
  /**
   * Signs a browser out, and ends everything that is open on its session. Where each browser has an account of its own,
   * the tokens of that account end as well.
   */
  close(cookie: string): Promise<void>;
  /**
   * Calls the listener when the session ends that this secret stands for.
   * @param secret a cookie, or `secretOfToken` of an account token
   * @returns an unsubscribe function
   */
  onEnd(secret: string, listener: () => void): () => void;
  /** Deletes the accounts that hold nothing and that nobody uses, and the sessions that are over. */
  sweep(): Promise<void>;
}

/** Where nothing says who asks. */
const LOCAL_ACCOUNT = 'account_local';

/** The account that a browser's cookie stands for until it is written: nobody can tell the cookie by it. */
function ownAccount(secret: string): AccountRow {
  return { id: `account_${digest(`account of ${secret}`).slice(0, 24)}`, name: null };
}

/**
 * The accounts of a hub.
 * @param tokens empty: nobody needs one
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

  /** A session ends with its token, and one that needed none ends when tokens are introduced. */
  function isValid({ tokenHash }: SessionRow): boolean {
    return tokenHash === null ? local !== null : byTokenDigest.has(tokenHash);
  }

  function rememberNewcomer(secret: string): AccountRow {
    if (newcomers.size >= REMEMBERED_NEWCOMERS) newcomers.clear();
    newcomers.add(digest(secret));
    return ownAccount(secret);
  }

  /** Not before a cookie comes back: of those that a browser is given at once it keeps one. */
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
      if (await hasAccount(db, own.id)) return null; // its session has been ended
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

function tooManyAccounts(seconds: number): ApiProblem {
  return new ApiProblem(
    429,
    `Too many browsers have started to use this server from your address. Try again in ${seconds} seconds.`,
    { code: 'too_many_accounts', headers: { 'retry-after': String(seconds) } },
  );
}
