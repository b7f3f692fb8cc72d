import type { AccountToken, NewAccountToken } from '../../protocol/account.ts';
import { notFound, RefusedError } from '../errors/refused-error.ts';
import {
  deleteAccountToken,
  insertAccountToken,
  listAccountTokens,
  type AccountTokenRow,
} from '../db/account-tokens.ts';
import type { AccountRow } from '../db/accounts.ts';
import type { Database } from '../db/database.ts';
import { toSeconds } from '../db/time.ts';
import { digest } from './digest.ts';
import { createSecret, type Sessions } from './sessions.ts';

/** Maximum number of tokens per account. */
export const MAX_TOKENS = 20;

/** Prefix of every account token. It distinguishes an invalid account token from other bearer tokens. */
const PREFIX = 'account-token-';
/** Name of the tokens that were created before tokens had names. */
const UNNAMED = 'Terminal';

/** Whether this is an account token, valid or not. */
export function isAccountToken(token: string): boolean {
  return token.startsWith(PREFIX);
}

/** Returns the secret of an account token's session. */
export function secretOfToken(token: string): string {
  return token.slice(PREFIX.length);
}

/** A signed-in browser: its account and its cookie. */
export interface Browser {
  readonly account: AccountRow;
  readonly cookie: string;
}

/** Tokens that let other programs use a browser's account. Each is a session of the account. */
export interface AccountTokens {
  /**
   * Creates a token. It is valid only on a hub without configured tokens. Only the result contains the token, which
   * is never shown again.
   * @throws RefusedError (`conflict`) if the account has `MAX_TOKENS`
   */
  create(browser: Browser, name: string): Promise<NewAccountToken>;
  /** Returns the account's tokens, oldest first. */
  list(browser: Browser): Promise<AccountToken[]>;
  /**
   * Revokes a token, and ends the streams that were opened with it.
   * @throws RefusedError (`not_found`) if the account has no such token
   */
  revoke(browser: Browser, id: string): Promise<void>;
}

/** Creates the hub's store of account tokens. */
export function createAccountTokens(db: Database, sessions: Sessions): AccountTokens {
  const ownerOf = ({ account, cookie }: Browser) => ({ accountId: account.id, browserKey: digest(cookie) });

  /** Returns a token as the API shows it, without its secret and its key. */
  function toToken({ id, key, name, createdAt, usedAt }: AccountTokenRow): AccountToken {
    const lastUse = sessions.lastUse(key, usedAt);
    const wasUsed = createdAt === null || lastUse > createdAt;
    return {
      id,
      object: 'account.token',
      name: name ?? UNNAMED,
      created_at: createdAt && toSeconds(createdAt),
      last_used_at: wasUsed ? toSeconds(lastUse) : null,
    };
  }

  return {
    async create(browser, name) {
      const secret = createSecret();
      const row = await insertAccountToken(db, ownerOf(browser), { key: digest(secret), name }, MAX_TOKENS);
      if (!row) throw tooManyTokens();
      return { ...toToken(row), token: PREFIX + secret };
    },
    list: async (browser) => (await listAccountTokens(db, ownerOf(browser))).map(toToken),
    async revoke(browser, id) {
      const key = await deleteAccountToken(db, ownerOf(browser), id);
      if (key === null) throw notFound('token', id);
      sessions.end([key]);
    },
  };
}

function tooManyTokens(): RefusedError {
  return new RefusedError(
    'conflict',
    `This browser has ${MAX_TOKENS} tokens, which is the limit. Revoke one that you no longer use, then try again.`,
    { code: 'too_many_tokens' },
  );
}
