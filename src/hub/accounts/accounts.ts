import { randomBytes } from 'node:crypto';
import { ApiProblem } from '../api-problem.ts';
import {
  claimThreads,
  deleteEmptyAccounts,
  deleteSession,
  deleteStaleSessions,
  ensureAccount,
  ensureNamedAccount,
  hasAccount,
  hasUnclaimedThreads,
  insertSession,
  touchSession,
  type AccountRow,
  type SessionRow,
} from '../db/accounts.ts';
import type { Database } from '../db/database.ts';
import { createAllowance } from '../security/allowance.ts';
import { digest } from './digest.ts';
import type { Guesses } from './guesses.ts';

/** How long a browser stays signed in after its last visit, in seconds: the most that browsers allow. */
export const SESSION_SECONDS = 400 * 86_400;

/** How many sessions are known without a look into the database, and how many browsers that have kept nothing yet. */
const REMEMBERED_SESSIONS = 10_000;
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
  /** The account of what `handOver` has given; null where that is over. */
  byHandedOver(token: string, address: string): Promise<AccountRow | null>;
  /** Signs a browser in with a token. Null where the token is none of the hub's. */
  open(token: string): Promise<SignedIn | null>;
  /** An account of its own for a browser, where no token is needed. Nothing is written before there is something to keep. */
  openOwn(): SignedIn;
  /**
   * Writes the account of `openOwn`, for a browser that makes something.
   * @throws ApiProblem (429) where the address has made too many accounts
   */
  keep(cookie: string, address: string): Promise<void>;
  /** A token with which another program is of this account, where no token is needed. It ends as a session does. */
  handOver(account: AccountRow): Promise<string>;
  /** Signs a browser out. */
  close(cookie: string): Promise<void>;
  /** Deletes the accounts that hold nothing and that nobody uses, and the sessions that are over. */
  sweep(): Promise<void>;
}

/** A browser's account, and the cookie that stands for it. */
export interface SignedIn {
  account: AccountRow;
  cookie: string;
}

/** What a session goes by: 32 bytes in base64url. Nothing else is looked up. */
const SECRET = /^[\w-]{43}$/;

/** What every token begins with that is handed over: one that is wrong is told from one that means nothing here. */
const HANDED_OVER = 'account-token-';

/** Whether this is a token that was handed over, be it good or not. */
export function isHandedOver(token: string): boolean {
  return token.startsWith(HANDED_OVER);
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
  guesses: Guesses,
): Promise<Accounts> {
  const byTokenDigest = new Map<string, AccountRow>();
  for (const { name, token } of tokens) byTokenDigest.set(digest(token), await ensureNamedAccount(db, name));
  const local = tokens.length === 0 ? await ensureAccount(db, LOCAL_ACCOUNT) : null;
  const remembered = new Map<string, SessionRow>();
  const newcomers = new Set<string>();
  const newAccounts = createAllowance(NEW_ACCOUNTS);
  let hasUnclaimed = await hasUnclaimedThreads(db);

  function remember(secret: string, session: SessionRow): void {
    if (remembered.size >= REMEMBERED_SESSIONS) remembered.clear();
    remembered.set(digest(secret), session);
  }

  function welcome(secret: string): AccountRow {
    if (newcomers.size >= REMEMBERED_SESSIONS) newcomers.clear();
    newcomers.add(digest(secret));
    return ownAccount(secret);
  }

  /** A session ends with its token, and one that needed none ends when tokens are introduced. */
  function stillStands({ tokenHash }: SessionRow): boolean {
    return tokenHash === null ? local !== null : byTokenDigest.has(tokenHash);
  }

  async function openSession(account: AccountRow, tokenHash: string | null): Promise<string> {
    const secret = randomBytes(32).toString('base64url');
    await insertSession(db, digest(secret), { account, tokenHash });
    return secret;
  }

  /** Not before a cookie comes back: of those that a browser is given at once it keeps one. */
  async function claim(account: AccountRow): Promise<void> {
    if (!hasUnclaimed) return;
    await claimThreads(db, account.id);
    hasUnclaimed = false;
  }

  async function known(secret: string, address: string): Promise<AccountRow | null> {
    if (!SECRET.test(secret)) return null;
    const kept = remembered.get(digest(secret));
    if (kept && stillStands(kept)) return kept.account;
    guesses.mayLookUp(address);
    const session = await touchSession(db, digest(secret));
    if (!session || !stillStands(session)) {
      guesses.wrongSession(address);
      return null;
    }
    await claim(session.account);
    remember(secret, session);
    return session.account;
  }

  async function keep(secret: string, address: string): Promise<void> {
    if (remembered.has(digest(secret))) return;
    const seconds = newAccounts.spend(address);
    if (seconds !== null) throw tooManyAccounts(seconds);
    const session = { account: await ensureAccount(db, ownAccount(secret).id), tokenHash: null };
    await insertSession(db, digest(secret), session);
    newcomers.delete(digest(secret));
    remember(secret, session);
  }

  return {
    signIn: local ? 'automatic' : 'token',
    local,
    byToken: (token) => byTokenDigest.get(digest(token)) ?? null,

    async bySession(secret, address) {
      if (newcomers.has(digest(secret)) && !hasUnclaimed) return ownAccount(secret);
      const account = await known(secret, address);
      if (account || !local || !SECRET.test(secret)) return account;
      const own = ownAccount(secret);
      if (await hasAccount(db, own.id)) return null; // its session has been ended
      if (!hasUnclaimed) return welcome(secret);
      await keep(secret, address);
      await claim(own);
      return own;
    },

    byHandedOver: (token, address) => known(token.slice(HANDED_OVER.length), address),

    async open(token) {
      const tokenHash = digest(token);
      const account = byTokenDigest.get(tokenHash);
      return account ? { account, cookie: await openSession(account, tokenHash) } : null;
    },

    openOwn() {
      const cookie = randomBytes(32).toString('base64url');
      return { account: welcome(cookie), cookie };
    },

    keep,
    handOver: async (account) => HANDED_OVER + (await openSession(account, null)),

    async close(cookie) {
      remembered.delete(digest(cookie));
      newcomers.delete(digest(cookie));
      await deleteSession(db, digest(cookie));
    },

    async sweep() {
      const now = Date.now();
      await deleteStaleSessions(db, new Date(now - SESSION_SECONDS * 1000));
      const deleted = await deleteEmptyAccounts(db, new Date(now - EMPTY_ACCOUNT_RETENTION), LOCAL_ACCOUNT);
      for (const [key, { account }] of remembered) if (deleted.has(account.id)) remembered.delete(key);
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
