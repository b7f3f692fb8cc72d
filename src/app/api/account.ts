import { queryOptions } from '@tanstack/react-query';
import { isSignInRequired } from '../../client/hub-requests.ts';
import { accountSchema, type Account } from '../../protocol/account.ts';
import { takeFirstAnswer } from './first-answers.ts';
import { hub } from './hub.ts';

/** The account that this browser is signed in to, if any. */
export type Session =
  | { state: 'signed-in'; account: Account }
  /** The hub requires sign-in. */
  | { state: 'sign-in-required' }
  /** The person has signed out, in this tab or in another. None of their data may stay on the page. */
  | { state: 'signed-out' };

/** Time between two requests before the hub's first answer, in milliseconds. */
const RETRY_AFTER = 3_000;

/**
 * The session of this browser. It is requested before anything else, because its answer sets the cookie that all other
 * requests need.
 */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session> => {
    try {
      return { state: 'signed-in', account: await hub.requestJson(accountSchema, '/v1/account', { signal }) };
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
  // Nothing can be shown before the first answer, so the page polls until the hub can be reached.
  refetchInterval: ({ state }) =>
    state.data === undefined && state.errorUpdateCount > 0 ? RETRY_AFTER : false,
});

/**
 * Signs this browser in.
 * @throws {ApiError} with status 401 if the hub does not know the token
 */
export function createSession(token: string): Promise<Account> {
  return hub.requestJson(accountSchema, '/v1/session', { body: { token } });
}

/** Signs this browser out. */
export async function deleteSession(): Promise<void> {
  await hub.request('/v1/session', { method: 'DELETE' });
}
