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

/** The answer to `POST /account/token`: what another program bears to be of this account. It is told once. */
export const accountTokenSchema = z.object({
  object: z.literal('account.token'),
  token: z.string(),
});

export type AccountToken = z.infer<typeof accountTokenSchema>;

/** The `code` of the error, with status 401, for who has to sign in first. */
export const SIGN_IN_REQUIRED = 'sign_in_required';
