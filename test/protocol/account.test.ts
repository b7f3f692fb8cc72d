import { describe, expect, it } from 'vitest';
import { accountSchema } from '../../src/protocol/account.ts';

const account = { id: 'account_1', object: 'account', name: 'ana', sign_in: 'token' };

describe('an account', () => {
  it.each([account, { ...account, name: null, sign_in: 'automatic' }])('is read: %o', (sent) =>
    expect(accountSchema.parse(sent)).toEqual(sent),
  );

  it.each([
    { ...account, sign_in: 'password' },
    { ...account, name: undefined },
    { ...account, id: 7 },
  ])('is not read from %o', (sent) => expect(accountSchema.safeParse(sent).success).toBe(false));
});
