import { and, eq, gte, inArray, isNull, lt, lte, notExists, notInArray, or } from 'drizzle-orm';
import { createId } from '../../protocol/ids.ts';
import type { Database } from './database.ts';
import { accounts, assistants, sessions, threads } from './schema.ts';

/** Someone whose threads are kept apart from everybody else's. */
export interface AccountRow {
  readonly id: string;
  /** The name that HUB_TOKENS gives it; null for a browser's own account and for the local one. */
  readonly name: string | null;
}

/** A browser that is signed in, or a program that it has handed its account to. */
export interface SessionRow {
  readonly account: AccountRow;
  /** The hash of the token that opened it; null where none was needed. */
  readonly tokenHash: string | null;
  /** What the program is called that bears it; null for a browser, and for programs from before they had names. */
  readonly name: string | null;
}

/** Where threads are that were there before accounts were; the migration made it. */
const UNCLAIMED = 'account_unclaimed';

/**
 * Whose threads are that are not there yet, or not any more: copies that are being made, and what is being deleted. Triggers of
 * the database know it, too.
 */
export const HIDDEN = 'account_hidden';

const account = { id: accounts.id, name: accounts.name };

/** The account of this id, made if need be. */
export async function ensureAccount(db: Database, id: string): Promise<AccountRow> {
  await db.insert(accounts).values({ id }).onConflictDoNothing();
  return { id, name: null };
}

/** The account of this name, made if need be. */
export async function ensureNamedAccount(db: Database, name: string): Promise<AccountRow> {
  await db
    .insert(accounts)
    .values({ id: createId('account'), name })
    .onConflictDoNothing();
  const [row] = await db.select(account).from(accounts).where(eq(accounts.name, name));
  return row!;
}

/** Lets no other transaction past that holds this account, until this one ends: what it counts does not change meanwhile. */
export async function holdAccount(transaction: Database, id: string): Promise<void> {
  await transaction.select(account).from(accounts).where(eq(accounts.id, id)).for('no key update');
}

/** The name of an account; null where it has none. */
export async function accountName(db: Database, id: string): Promise<string | null> {
  const [row] = await db.select(account).from(accounts).where(eq(accounts.id, id));
  return row?.name ?? null;
}

/** Whether there is an account of this id. */
export async function hasAccount(db: Database, id: string): Promise<boolean> {
  return (await db.$count(accounts, eq(accounts.id, id))) > 0;
}

/**
 * Deletes the accounts of browsers that hold no threads, are older than a time, and whose one session has not been used
 * since. An account that a browser has handed to a program has more sessions than one, and stays.
 * @param except the id of an account that has no name and stays
 * @returns the ids of those that were deleted
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

/** Whether there are threads from before accounts were that nobody has yet. */
export async function hasUnclaimedThreads(db: Database): Promise<boolean> {
  return (await db.$count(threads, eq(threads.accountId, UNCLAIMED))) > 0;
}

/** Gives an account the threads that were there before accounts were, if nobody has them yet. */
export async function claimThreads(db: Database, accountId: string): Promise<void> {
  await db.update(threads).set({ accountId }).where(eq(threads.accountId, UNCLAIMED));
}

/** Keeps a new session; one that is kept already stays as it is. */
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

/** The session of a cookie, marked as used; null where there is none. */
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
 * Deletes the session of a browser. An account without a name is that of one browser: its tokens are deleted as well.
 * @returns the cookie hashes of the sessions that were deleted
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
 * Deletes the sessions that nobody has used since a time.
 * @returns their cookie hashes
 */
export async function deleteStaleSessions(db: Database, usedBefore: Date): Promise<string[]> {
  const deleted = await db
    .delete(sessions)
    .where(lt(sessions.usedAt, usedBefore))
    .returning({ key: sessions.cookieHash });
  return deleted.map(({ key }) => key);
}
