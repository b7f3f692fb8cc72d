import { queryOptions } from '@tanstack/react-query';
import { isSignInRequired } from '../../client/hub-requests.ts';
import { accountSchema, type Account } from '../../protocol/account.ts';
import { takeFirstAnswer } from './first-answers.ts';
import { request, requestJson } from './http.ts';

/** Whether somebody uses this browser, and who. */
export type Session =
  | { state: 'signed-in'; account: Account }
  /** The hub wants a sign-in first. */
  | { state: 'sign-in-required' }
  /** The person has signed out, here or in another tab: nothing of theirs may stay. */
  | { state: 'signed-out' };

/** Milliseconds between two attempts to reach a hub of which nothing is known yet. */
const RETRY_AFTER = 3_000;

/**
 * Who uses this browser. It comes before any other call: with the answer, the browser gets the cookie
 * that all of them go by.
 */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session> => {
    try {
      return { state: 'signed-in', account: await requestJson(accountSchema, '/v1/account', { signal }) };
    } catch (error) {
      if (isSignInRequired(error)) return { state: 'sign-in-required' };
      throw error;
    }
  },
  initialData: (): Session | undefined => {
    const account = takeFirstAnswer(accountSchema, 'account');
    return account && { state: 'signed-in', account };
  },
  staleTime: 60_000,
  retry: false,
  // Nothing can be shown before the first answer, so the page sees for itself when the hub is back.
  refetchInterval: ({ state }) =>
    state.data === undefined && state.errorUpdateCount > 0 ? RETRY_AFTER : false,
});

/**
 * Signs this browser in.
 * @throws {ApiError} with status 401 if the hub does not know the token
 */
export function createSession(token: string): Promise<Account> {
  return requestJson(accountSchema, '/v1/session', { body: { token } });
}

/** Signs this browser out. */
export async function deleteSession(): Promise<void> {
  await request('/v1/session', { method: 'DELETE' });
}
