import { queryOptions } from '@tanstack/react-query';
import { stripDirectionMarks } from '../../client/strip-direction-marks.ts';
import {
  accountTokenSchema,
  newAccountTokenSchema,
  type AccountToken,
  type NewAccountToken,
} from '../../protocol/account.ts';
import { pageSchema } from '../../protocol/page.ts';
import { request, requestJson } from './http.ts';

/** More than an account may have. */
const ALL = 100;

/** The tokens with which terminals use this browser's account, the newest first. */
export const accountTokensQuery = queryOptions({
  queryKey: ['account-tokens'],
  queryFn: async ({ signal }): Promise<AccountToken[]> => {
    const path = `/v1/account/tokens?limit=${ALL}`;
    const { data } = await requestJson(pageSchema(accountTokenSchema), path, { signal });
    return data.map((token) => ({ ...token, name: stripDirectionMarks(token.name) }));
  },
});

/** Creates a token of this name. What a terminal needs is in the answer, and never told again. */
export function createAccountToken(name: string): Promise<NewAccountToken> {
  return requestJson(newAccountTokenSchema, '/v1/account/token', { body: { name } });
}

/** Revokes a token: the terminal that uses it is signed out. */
export async function revokeAccountToken(id: string): Promise<void> {
  await request(`/v1/account/tokens/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
