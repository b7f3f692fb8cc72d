import { and, eq, lt } from 'drizzle-orm';
import { RefusedError } from '../errors/refused-error.ts';
import type { Database } from './database.ts';
import { idempotencyKeys } from './schema.ts';

/** A request that has its effect only once, even if a client repeats it. */
export interface Repeatable {
  readonly accountId: string;
  /** Hash of the request's method, path and body. */
  readonly fingerprint: string;
  /** The request's `Idempotency-Key`; null if it has none. */
  readonly key: string | null;
  /** Whether the client has marked it as a retry. */
  readonly isRetry: boolean;
}

/** Thrown in a transaction that would create a resource again that an earlier request has created. */
export class AlreadyCreatedError extends Error {
  override readonly name = 'AlreadyCreatedError';
  readonly resourceId: string;

  constructor(resourceId: string) {
    super(`An earlier request has created ${resourceId}.`);
    this.resourceId = resourceId;
  }
}

/**
 * Stores a request's key with the id of the resource that it creates, in the same transaction.
 * @throws AlreadyCreatedError if an earlier, equal request had the key
 * @throws RefusedError (`key_reused`) if the key was used for a different request
 */
export async function claimKey(
  transaction: Database,
  repeatable: Repeatable,
  resourceId: string,
): Promise<void> {
  if (await storeKey(transaction, repeatable, resourceId)) return;
  const earlier = await findKey(transaction, repeatable);
  if (earlier !== null) throw new AlreadyCreatedError(earlier);
}

/**
 * Returns the id of the resource that an earlier request with the same key created; null if there was none.
 * @throws RefusedError (`key_reused`) if the key was used for a different request
 */
export async function findKey(
  db: Database,
  { accountId, fingerprint, key }: Repeatable,
): Promise<string | null> {
  if (key === null) return null;
  const [earlier] = await db
    .select()
    .from(idempotencyKeys)
    .where(and(eq(idempotencyKeys.accountId, accountId), eq(idempotencyKeys.key, key)));
  if (earlier && earlier.fingerprint !== fingerprint) throw keyReused();
  return earlier?.resourceId ?? null;
}

/**
 * Stores a request's key with the id of its resource. An existing key stays unchanged. Returns false if the key
 * existed already.
 */
export async function storeKey(
  transaction: Database,
  { accountId, fingerprint, key }: Repeatable,
  resourceId: string,
): Promise<boolean> {
  if (key === null) return true;
  const stored = await transaction
    .insert(idempotencyKeys)
    .values({ accountId, key, fingerprint, resourceId })
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key });
  return stored.length > 0;
}

function keyReused(): RefusedError {
  return new RefusedError(
    'key_reused',
    'This Idempotency-Key was used for a different request. Send a new key.',
    {
      code: 'idempotency_key_reused',
    },
  );
}

/** Deletes keys that were stored before a time. */
export async function sweepKeys(db: Database, storedBefore: Date): Promise<void> {
  await db.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, storedBefore));
}
