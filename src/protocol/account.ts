import { z } from 'zod';

/** The account whose threads a client sees: the answer to `GET /account` and to `POST /session`. */
export const accountSchema = z.object({
  id: z.string(),
  object: z.literal('account'),
  /** Null if the hub has no named accounts. */
  name: z.string().nullable(),
  /** How a client signs in: `automatic` needs nothing, `token` needs one of the hub's tokens. */
  sign_in: z.enum(['automatic', 'token']),
});

export type Account = z.infer<typeof accountSchema>;

/** A token with which another program uses this account, as listed by `GET /account/tokens`. Times are in Unix seconds. */
export const accountTokenSchema = z.object({
  id: z.string(),
  object: z.literal('account.token'),
  name: z.string(),
  /** Null for old tokens, whose creation time was not stored. */
  created_at: z.number().nullable(),
  /** Null if the token was never used. */
  last_used_at: z.number().nullable(),
});

export type AccountToken = z.infer<typeof accountTokenSchema>;

/** The answer to `POST /account/token`. Only this answer holds the bearer token itself. */
export const newAccountTokenSchema = accountTokenSchema.extend({ token: z.string() });

export type NewAccountToken = z.infer<typeof newAccountTokenSchema>;

/** Maximum length of a token's name, in characters. */
const MAX_TOKEN_NAME_LENGTH = 64;

/** The body of `POST /account/token`. */
export const accountTokenInputSchema = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(MAX_TOKEN_NAME_LENGTH, `must not be longer than ${MAX_TOKEN_NAME_LENGTH} characters`)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters')
    .default('Terminal'),
});
