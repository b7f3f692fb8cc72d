import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { ApiProblem } from '../api-problem.ts';
import type { Database } from '../../db/database.ts';
import { AlreadyMadeError, claimKey, type Repeatable } from '../../db/idempotency-keys.ts';
import type { HubEnv } from '../hub-env.ts';
import { bodyText } from '../limits/request-body.ts';
import { IDEMPOTENCY_KEY_HEADER } from '../../../protocol/request-names.ts';

const LONGEST_KEY = 255;

/**
 * What of a request tells that it is the same as another one.
 * https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header; OpenAI's clients send no
 * key, but how often they have tried.
 * @throws ApiProblem (400) where its Idempotency-Key is too long
 */
export async function repeatable(context: Context<HubEnv>): Promise<Repeatable> {
  const key = context.req.header(IDEMPOTENCY_KEY_HEADER) ?? null;
  if (key !== null && key.length > LONGEST_KEY) {
    throw new ApiProblem(
      400,
      `The Idempotency-Key is longer than ${LONGEST_KEY} characters: send a shorter one.`,
    );
  }
  const path = context.req.path.replace(/^\/api(?=\/v1\/)/, '');
  const asked = `${context.req.method} ${path}\n${await bodyText(context)}`;
  return {
    accountId: context.var.account.id,
    fingerprint: createHash('sha256').update(asked).digest('base64url'),
    key,
    isRetry: Number(context.req.header('x-stainless-retry-count') ?? 0) > 0,
  };
}

/**
 * Makes something once, however often the request for it comes that bears a key.
 * @param make writes it, in the transaction that claims the key for its id
 * @returns the id of what has been made, now or then
 */
export async function makeOnce(
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
    if (error instanceof AlreadyMadeError) return error.resourceId;
    throw error;
  }
}
