import { and, eq, gte, inArray, isNull, lt, lte, notExists, notInArray, or } from 'drizzle-orm';
import { createId } from '../../protocol/ids.ts';
import type { Database } from './database.ts';
import { accounts, assistants, sessions, threads } from './schema.ts';

/** An account. Its threads are separate from those of all other accounts. */
export interface AccountRow {
  readonly id: string;
  /** The name in HUB_TOKENS; null for a browser's own account and for the local account. */
  readonly name: string | null;
}

/** A signed-in browser, or a program that a browser has given access to its account. */
export interface SessionRow {
  readonly account: AccountRow;
  /** The hash of the token that opened the session; null if no token was needed. */
  readonly tokenHash: string | null;
  /** The name of the program; null for a browser, and for a program from a version in which programs had no names. */
  readonly name: string | null;
}

/** The account of threads from before accounts existed. The migration created it. */
const UNCLAIMED = 'account_unclaimed';

/**
 * The account of hidden threads: copies in progress, and threads that are being deleted. Database triggers use it
 * too.
 */
export const HIDDEN = 'account_hidden';

const account = { id: accounts.id, name: accounts.name };

/** Returns the account of this id. Creates it if needed. */
export async function ensureAccount(db: Database, id: string): Promise<AccountRow> {
  await db.insert(accounts).values({ id }).onConflictDoNothing();
  return { id, name: null };
}

/** Returns the account of this name. Creates it if needed. */
export async function ensureNamedAccount(db: Database, name: string): Promise<AccountRow> {
  await db
    .insert(accounts)
    .values({ id: createId('account'), name })
    .onConflictDoNothing();
  const [row] = await db.select(account).from(accounts).where(eq(accounts.name, name));
  return row!;
}

/** Locks an account until the transaction ends, so that counts of its rows stay correct. */
export async function lockAccount(transaction: Database, id: string): Promise<void> {
  await transaction.select(account).from(accounts).where(eq(accounts.id, id)).for('no key update');
}

/** Returns the name of an account; null if it has none. */
export async function accountName(db: Database, id: string): Promise<string | null> {
  const [row] = await db.select(account).from(accounts).where(eq(accounts.id, id));
  return row?.name ?? null;
}

/** Whether an account of this id exists. */
export async function hasAccount(db: Database, id: string): Promise<boolean> {
  return (await db.$count(accounts, eq(accounts.id, id))) > 0;
}

/**
 * Deletes the accounts without a name that have no threads and no assistants, were created before a time, and have at
 * most one session, which has not been used since that time. An account that a browser has shared with a program has
 * more sessions, so it is kept.
 * @param except the id of an account that is kept
 * @returns the ids of the deleted accounts
 */
export async function deleteEmptyAccounts(
  db: Database,
  unusedSince: Date,
  except: string,
): Promise<Set<string>> {
  const sessionsOf = db.$count(sessions, eq(sessions.accountId, accounts.id));
  const threadsOf = db.select({ id: threads.id }).from(threads).where(eq(threads.accountId, accounts.id));
  const assistantsOf = db
    .select({ id: assistants.id })
    .from(assistants)
    .where(eq(assistants.accountId, accounts.id));
  const inUse = db
    .select({ id: sessions.accountId })
    .from(sessions)
    .where(and(eq(sessions.accountId, accounts.id), gte(sessions.usedAt, unusedSince)));
  const deleted = await db
    .delete(accounts)
    .where(
      and(
        isNull(accounts.name),
        notInArray(accounts.id, [except, UNCLAIMED, HIDDEN]),
        lt(accounts.createdAt, unusedSince),
        notExists(threadsOf),
        notExists(assistantsOf),
        notExists(inUse),
        lte(sessionsOf, 1),
      ),
    )
    .returning({ id: accounts.id });
  return new Set(deleted.map(({ id }) => id));
}

/** Whether there are threads from before accounts existed that no account has claimed. */
export async function hasUnclaimedThreads(db: Database): Promise<boolean> {
  return (await db.$count(threads, eq(threads.accountId, UNCLAIMED))) > 0;
}

/** Assigns the unclaimed threads from before accounts existed to an account. */
export async function claimThreads(db: Database, accountId: string): Promise<void> {
  await db.update(threads).set({ accountId }).where(eq(threads.accountId, UNCLAIMED));
}

/** Stores a new session. An existing one stays unchanged. */
export async function insertSession(
  db: Database,
  cookieHash: string,
  { account: { id: accountId }, tokenHash, name }: SessionRow,
): Promise<void> {
  await db
    .insert(sessions)
    .values({ id: createId('session'), cookieHash, accountId, tokenHash, name })
    .onConflictDoNothing();
}

/** Marks the session of a cookie as used, and returns it; null if there is none. */
export async function touchSession(db: Database, cookieHash: string): Promise<SessionRow | null> {
  const used = await db
    .update(sessions)
    .set({ usedAt: new Date() })
    .where(eq(sessions.cookieHash, cookieHash))
    .returning();
  if (!used[0]) return null;
  const { accountId, tokenHash, name } = used[0];
  const [row] = await db.select(account).from(accounts).where(eq(accounts.id, accountId));
  return row ? { account: row, tokenHash, name } : null;
}

/**
 * Deletes the session of a browser. An account without a name belongs to one browser, so all other sessions of such
 * an account are deleted too.
 * @returns the cookie hashes of the deleted sessions
 */
export async function deleteBrowserSession(db: Database, cookieHash: string): Promise<string[]> {
  const isBrowser = and(eq(sessions.cookieHash, cookieHash), isNull(sessions.name));
  const ownAccount = db
    .select({ id: accounts.id })
    .from(accounts)
    .innerJoin(sessions, eq(sessions.accountId, accounts.id))
    .where(and(isBrowser, isNull(accounts.name)));
  const deleted = await db
    .delete(sessions)
    .where(or(isBrowser, inArray(sessions.accountId, ownAccount)))
    .returning({ key: sessions.cookieHash });
  return deleted.map(({ key }) => key);
}

/**
 * Deletes the sessions that have not been used since a time.
 * @returns the cookie hashes of the deleted sessions
 */
export async function deleteStaleSessions(db: Database, usedBefore: Date): Promise<string[]> {
  const deleted = await db
    .delete(sessions)
    .where(lt(sessions.usedAt, usedBefore))
    .returning({ key: sessions.cookieHash });
  return deleted.map(({ key }) => key);
}
