import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { ApiProblem } from '../api-problem.ts';
import type { Database } from '../../db/database.ts';
import { AlreadyCreatedError, claimKey, type Repeatable } from '../../db/idempotency-keys.ts';
import type { HubEnv } from '../hub-env.ts';
import { bodyText } from '../limits/request-body.ts';
import { IDEMPOTENCY_KEY_HEADER } from '../../../protocol/request-names.ts';

const MAX_KEY_LENGTH = 255;

/**
 * Returns the data by which a repeated request is recognized.
 * https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header. OpenAI's clients do not send a
 * key. They send the number of the retry.
 * @throws ApiProblem (400) if its Idempotency-Key is too long
 */
export async function repeatable(context: Context<HubEnv>): Promise<Repeatable> {
  const key = context.req.header(IDEMPOTENCY_KEY_HEADER) ?? null;
  if (key !== null && key.length > MAX_KEY_LENGTH) {
    throw new ApiProblem(
      400,
      `The Idempotency-Key is longer than ${MAX_KEY_LENGTH} characters. Send a shorter one.`,
    );
  }
  const path = context.req.path.replace(/^\/api(?=\/v1\/)/, '');
  const content = `${context.req.method} ${path}\n${await bodyText(context)}`;
  return {
    accountId: context.var.account.id,
    fingerprint: createHash('sha256').update(content).digest('base64url'),
    key,
    isRetry: Number(context.req.header('x-stainless-retry-count') ?? 0) > 0,
  };
}

/**
 * Creates a resource once, even if the request is repeated with the same key.
 * @param make writes the resource, in the transaction that claims the key
 * @returns the id of the resource, which an earlier request may have created
 */
export async function createOnce(
  db: Database,
  context: Context<HubEnv>,
  id: string,
  make: (transaction: Database) => Promise<void>,
): Promise<string> {
  const request = await repeatable(context);
  try {
    await db.transaction(async (transaction) => {
      await claimKey(transaction, request, id);
      await make(transaction);
    });
    return id;
  } catch (error) {
    if (error instanceof AlreadyCreatedError) return error.resourceId;
    throw error;
  }
}
