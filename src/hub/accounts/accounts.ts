import { createHash, randomBytes } from 'node:crypto';
import {
  claimThreads,
  deleteSession,
  deleteStaleSessions,
  ensureAccount,
  ensureNamedAccount,
  insertAccount,
  insertSession,
  touchSession,
  type AccountRow,
  type SessionRow,
} from '../db/accounts.ts';
import type { Database } from '../db/database.ts';

/** How long a browser stays signed in after its last visit, in seconds: the most that browsers allow. */
export const SESSION_SECONDS = 400 * 86_400;

/** How many sessions are known without a look into the database. */
const REMEMBERED_SESSIONS = 10_000;

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
  /** The account of a session, by its cookie; null where that is over. */
  bySession(cookie: string): Promise<AccountRow | null>;
  /** The account of what `handOver` has given; null where that is over. */
  byHandedOver(token: string): Promise<AccountRow | null>;
  /** Signs a browser in: with a token, or into an account of its own. Null where the token is none of the hub's. */
  open(token: string | null): Promise<{ account: AccountRow; cookie: string } | null>;
  /** A token with which another program is of this account, where no token is needed. It ends as a session does. */
  handOver(account: AccountRow): Promise<string>;
  /** Signs a browser out. */
  close(cookie: string): Promise<void>;
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

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/**
 * The accounts of a hub.
 * @param tokens empty: nobody needs one
 */
export async function openAccounts(db: Database, tokens: readonly HubToken[]): Promise<Accounts> {
  await deleteStaleSessions(db, new Date(Date.now() - SESSION_SECONDS * 1000));
  // Looked up by its hash: how long that takes says nothing of the token.
  const byTokenHash = new Map<string, AccountRow>();
  for (const { name, token } of tokens) byTokenHash.set(hash(token), await ensureNamedAccount(db, name));
  const local = tokens.length === 0 ? await ensureAccount(db, LOCAL_ACCOUNT) : null;
  const remembered = new Map<string, SessionRow>();

  function remember(cookieHash: string, session: SessionRow): void {
    if (remembered.size >= REMEMBERED_SESSIONS) remembered.clear();
    remembered.set(cookieHash, session);
  }

  /** A session ends with its token, and one that needed none ends when tokens are introduced. */
  function stillStands({ tokenHash }: SessionRow): boolean {
    return tokenHash === null ? local !== null : byTokenHash.has(tokenHash);
  }

  async function openSession(account: AccountRow, tokenHash: string | null): Promise<string> {
    const secret = randomBytes(32).toString('base64url');
    await insertSession(db, hash(secret), { account, tokenHash });
    return secret;
  }

  async function bySession(secret: string): Promise<AccountRow | null> {
    if (!SECRET.test(secret)) return null;
    const secretHash = hash(secret);
    const known = remembered.get(secretHash);
    if (known && stillStands(known)) return known.account;
    const session = await touchSession(db, secretHash);
    if (!session || !stillStands(session)) return null;
    await claimThreads(db, session.account.id); // not before: of the cookies that a browser is given it keeps one
    remember(secretHash, session);
    return session.account;
  }

  return {
    signIn: local ? 'automatic' : 'token',
    local,
    byToken: (token) => byTokenHash.get(hash(token)) ?? null,

    bySession,
    byHandedOver: (token) => bySession(token.slice(HANDED_OVER.length)),

    async open(token) {
      const tokenHash = token === null ? null : hash(token);
      const account = tokenHash === null ? await insertAccount(db) : byTokenHash.get(tokenHash);
      if (!account) return null;
      return { account, cookie: await openSession(account, tokenHash) };
    },

    handOver: async (account) => HANDED_OVER + (await openSession(account, null)),

    async close(cookie) {
      remembered.delete(hash(cookie));
      await deleteSession(db, hash(cookie));
    },
  };
}
