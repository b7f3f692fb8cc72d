import type { AccountToken, NewAccountToken } from '../../../src/protocol/account.ts';

/** The tokens of terminals at a fake hub. */
export class FakeAccountTokens {
  /** Newest first. */
  listed: AccountToken[] = [];
  readonly #now: () => number;

  /** @param now in Unix seconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  add(name: string, fields: Partial<AccountToken> = {}): AccountToken {
    const token: AccountToken = {
      id: `token_${this.listed.length + 1}`,
      object: 'account.token',
      name,
      created_at: this.#now(),
      last_used_at: null,
      ...fields,
    };
    this.listed.unshift(token);
    return token;
  }

  /** Answers a request about tokens; null if the token does not exist. */
  answer(method: string, path: string, body: Record<string, unknown> | null): object | null {
    if (method === 'POST') {
      const created: NewAccountToken = { ...this.add(String(body?.name)), token: 'handed-over' };
      return created;
    }
    const id = path.split('/').at(4);
    if (id === undefined)
      return { object: 'list', data: this.listed, first_id: null, last_id: null, has_more: false };
    const kept = this.listed.filter((token) => token.id !== id);
    if (kept.length === this.listed.length) return null;
    this.listed = kept;
    return { id, object: 'account.token.deleted', deleted: true };
  }
}
