import { and, asc, eq, isNull, ne, sql } from 'drizzle-orm';
import { createId } from '../../protocol/ids.ts';
import type { Database } from './database.ts';
import { accounts, sessions } from './schema.ts';

/** A token with which a program uses a browser's account: a session of the account that is not the browser's. */
export interface AccountTokenRow {
  readonly id: string;
  /** The digest that it is looked up by. It is never shown. */
  readonly key: string;
  /** Null for a token from before tokens had names. */
  readonly name: string | null;
  /** Null for the same tokens. */
  readonly createdAt: Date | null;
  readonly usedAt: Date;
}

/** Whose tokens: an account, and the key of the session of its browser, which is none of them. */
export interface TokenOwner {
  readonly accountId: string;
  readonly browserKey: string;
}

const token = {
  id: sessions.id,
  key: sessions.cookieHash,
  name: sessions.name,
  createdAt: sessions.createdAt,
  usedAt: sessions.usedAt,
};

function tokensOf({ accountId, browserKey }: TokenOwner) {
  // With HUB_TOKENS an account has the sessions of several browsers, each opened with a token: they are none of these.
  return and(
    eq(sessions.accountId, accountId),
    ne(sessions.cookieHash, browserKey),
    isNull(sessions.tokenHash),
  );
}

/** Stores a token; null if the account has as many as it may have. */
export async function insertAccountToken(
  db: Database,
  owner: TokenOwner,
  { key, name }: { key: string; name: string },
  most: number,
): Promise<AccountTokenRow | null> {
  const { accountId } = owner;
  return db.transaction(async (transaction) => {
    // Two requests at once wait for each other here, so that they are counted one by one.
    await transaction.select().from(accounts).where(eq(accounts.id, accountId)).for('update');
    if ((await transaction.$count(sessions, tokensOf(owner))) >= most) return null;
    const [row] = await transaction
      .insert(sessions)
      .values({ id: createId('token'), cookieHash: key, accountId, name })
      .returning(token);
    return row!;
  });
}

/** The tokens of an account, the oldest first. */
export async function listAccountTokens(db: Database, owner: TokenOwner): Promise<AccountTokenRow[]> {
  return db
    .select(token)
    .from(sessions)
    .where(tokensOf(owner))
    .orderBy(sql`${sessions.createdAt} asc nulls first`, asc(sessions.id));
}

/** Deletes a token of the account and returns its key; null if the account has no such token. */
export async function deleteAccountToken(
  db: Database,
  owner: TokenOwner,
  id: string,
): Promise<string | null> {
  const [deleted] = await db
    .delete(sessions)
    .where(and(tokensOf(owner), eq(sessions.id, id)))
    .returning({ key: sessions.cookieHash });
  return deleted?.key ?? null;
}
