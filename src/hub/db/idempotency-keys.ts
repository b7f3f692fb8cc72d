import { and, eq, lt } from 'drizzle-orm';
import { RefusedError } from '../errors/refused-error.ts';
import type { Database } from './database.ts';
import { idempotencyKeys } from './schema.ts';

/** A request that a client may send again without meaning it twice. */
export interface Repeatable {
  readonly accountId: string;
  /** The request's method, path and body, hashed. */
  readonly fingerprint: string;
  /** Its `Idempotency-Key`, if it bears one. */
  readonly key: string | null;
  /** Whether the client says that it has sent it before. */
  readonly isRetry: boolean;
}

/** Thrown inside a transaction that would make what an earlier request has made. */
export class AlreadyMadeError extends Error {
  override readonly name = 'AlreadyMadeError';
  readonly resourceId: string;

  constructor(resourceId: string) {
    super(`${resourceId} has been made by this request before.`);
    this.resourceId = resourceId;
  }
}

/**
 * Ties a request's key to what it makes, in the same transaction.
 * @throws AlreadyMadeError where an earlier request bore the key
 * @throws RefusedError (`key_reused`) if that was another request
 */
export async function claimKey(
  transaction: Database,
  repeatable: Repeatable,
  resourceId: string,
): Promise<void> {
  if (await keepKey(transaction, repeatable, resourceId)) return;
  const earlier = await findKey(transaction, repeatable);
  if (earlier !== null) throw new AlreadyMadeError(earlier);
}

/** What an earlier request made that bore the same key; null where there was none. Throws as `claimKey` does. */
export async function findKey(
  db: Database,
  { accountId, fingerprint, key }: Repeatable,
): Promise<string | null> {
  if (key === null) return null;
  const [earlier] = await db
    .select()
    .from(idempotencyKeys)
    .where(and(eq(idempotencyKeys.accountId, accountId), eq(idempotencyKeys.key, key)));
  if (earlier && earlier.fingerprint !== fingerprint) throw otherRequest();
  return earlier?.resourceId ?? null;
}

/** Ties a request's key to what it has made. A key that is tied already stays as it is. */
export async function keepKey(
  transaction: Database,
  { accountId, fingerprint, key }: Repeatable,
  resourceId: string,
): Promise<boolean> {
  if (key === null) return true;
  const kept = await transaction
    .insert(idempotencyKeys)
    .values({ accountId, key, fingerprint, resourceId })
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key });
  return kept.length > 0;
}

function otherRequest(): RefusedError {
  return new RefusedError(
    'key_reused',
    'This Idempotency-Key was sent with another request: send a new one.',
    {
      code: 'idempotency_key_reused',
    },
  );
}

/** Forgets the keys of requests that were made before a time. */
export async function sweepKeys(db: Database, madeBefore: Date): Promise<void> {
  await db.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, madeBefore));
}
