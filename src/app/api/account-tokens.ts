import { queryOptions } from '@tanstack/react-query';
import { stripDirectionMarks } from '../../client/strip-direction-marks.ts';
import {
  accountTokenSchema,
  newAccountTokenSchema,
  type AccountToken,
  type NewAccountToken,
} from '../../protocol/account.ts';
import { pageSchema } from '../../protocol/page.ts';
import { hub } from './hub.ts';

/** A page size that is enough for all tokens: the limit per account is lower. */
const ALL = 100;

/** The tokens of terminals that use this browser's account, newest first. */
export const accountTokensQuery = queryOptions({
  queryKey: ['account-tokens'],
  queryFn: async ({ signal }): Promise<AccountToken[]> => {
    const path = `/v1/account/tokens?limit=${ALL}`;
    const { data } = await hub.requestJson(pageSchema(accountTokenSchema), path, { signal });
    return data.map((token) => ({ ...token, name: stripDirectionMarks(token.name) }));
  },
});

/** Creates a token. Only this response contains the secret. */
export function createAccountToken(name: string): Promise<NewAccountToken> {
  return hub.requestJson(newAccountTokenSchema, '/v1/account/token', { body: { name } });
}

/** Revokes a token: the terminal that uses it is signed out. */
export async function revokeAccountToken(id: string): Promise<void> {
  await hub.request(`/v1/account/tokens/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
