import { and, asc, eq, isNull, ne, sql } from 'drizzle-orm';
import { createId } from '../../protocol/ids.ts';
import type { Database } from './database.ts';
import { accounts, sessions } from './schema.ts';

/** A token that lets a program use a browser's account. It is stored as a session of the account. */
export interface AccountTokenRow {
  readonly id: string;
  /** The digest of the token, for lookups. It is never shown. */
  readonly key: string;
  /** Null for a token from a version before tokens had names. */
  readonly name: string | null;
  /** Null for a token from a version before tokens had names. */
  readonly createdAt: Date | null;
  readonly usedAt: Date;
}

/** The owner of tokens: an account, and the key of its browser's session, which is not a token. */
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
  // With HUB_TOKENS an account has sessions of several browsers, each opened with a token. These sessions are not
  // account tokens.
  return and(
    eq(sessions.accountId, accountId),
    ne(sessions.cookieHash, browserKey),
    isNull(sessions.tokenHash),
  );
}

/** Stores a token and returns it; returns null if the account has reached its limit. */
export async function insertAccountToken(
  db: Database,
  owner: TokenOwner,
  { key, name }: { key: string; name: string },
  limit: number,
): Promise<AccountTokenRow | null> {
  const { accountId } = owner;
  return db.transaction(async (transaction) => {
    // Concurrent requests wait for each other here, so that the count is correct.
    await transaction.select().from(accounts).where(eq(accounts.id, accountId)).for('update');
    if ((await transaction.$count(sessions, tokensOf(owner))) >= limit) return null;
    const [row] = await transaction
      .insert(sessions)
      .values({ id: createId('token'), cookieHash: key, accountId, name })
      .returning(token);
    return row!;
  });
}

/** Lists the tokens of an account, oldest first. */
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
