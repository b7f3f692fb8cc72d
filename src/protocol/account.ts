import { z } from 'zod';

/** Whose threads a client sees: the answer to `GET /account`, and to `POST /session`. */
export const accountSchema = z.object({
  id: z.string(),
  object: z.literal('account'),
  /** Null where the hub goes by no names. */
  name: z.string().nullable(),
  /** How a client comes to it: `automatic` asks nobody for anything, `token` needs one of the hub's tokens. */
  sign_in: z.enum(['automatic', 'token']),
});

export type Account = z.infer<typeof accountSchema>;

/** A token with which another program uses this account, as `GET /account/tokens` lists it. Times are in Unix seconds. */
export const accountTokenSchema = z.object({
  id: z.string(),
  object: z.literal('account.token'),
  name: z.string(),
  /** Null for a token from before this was stored. */
  created_at: z.number().nullable(),
  /** Null if it was never used. */
  last_used_at: z.number().nullable(),
});

export type AccountToken = z.infer<typeof accountTokenSchema>;

/** The answer to `POST /account/token`. Only this answer holds what the program sends as its bearer token. */
export const newAccountTokenSchema = accountTokenSchema.extend({ token: z.string() });

export type NewAccountToken = z.infer<typeof newAccountTokenSchema>;

/** How many characters the name of a token may have. */
const LONGEST_TOKEN_NAME = 64;

/** The body of `POST /account/token`. */
export const accountTokenInputSchema = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(LONGEST_TOKEN_NAME, `must not be longer than ${LONGEST_TOKEN_NAME} characters`)
    .regex(/^\P{Cc}*$/u, 'must not hold control characters')
    .default('Terminal'),
});
