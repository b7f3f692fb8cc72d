import { Hono } from 'hono';
import { z } from 'zod';
import type { Account, AccountToken } from '../../protocol/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { signInRequired, type SessionCookie } from '../accounts/authenticate.ts';
import type { Guesses } from '../accounts/guesses.ts';
import { ApiProblem } from '../api-problem.ts';
import type { AccountRow } from '../db/accounts.ts';
import type { HubEnv } from '../hub-env.ts';
import { validBody } from '../requests/validated.ts';

interface AccountRoutesDependencies {
  accounts: Accounts;
  cookie: SessionCookie;
  guesses: Guesses;
}

const signInSchema = z.object({ token: z.string().min(1, 'must not be empty') });

/**
 * `GET /account`: who asks. It keeps a browser's cookie from running out. `POST /account/token` gives a browser
 * what a terminal bears to be of its account.
 */
export function accountRoutes({
  accounts,
  cookie,
}: Omit<AccountRoutesDependencies, 'guesses'>): Hono<HubEnv> {
  return new Hono<HubEnv>()
    .get('/', (context) => {
      const value = context.var.session;
      if (value !== undefined) cookie.write(context, value);
      return context.json(toAccount(accounts, context.var.account));
    })
    .post('/token', async (context) => {
      if (!accounts.local) throw new ApiProblem(400, 'Bear the token with which you signed in.');
      const isBrowser = context.var.session !== undefined;
      if (!isBrowser) throw new ApiProblem(400, 'Only a browser has an account to hand over.');
      const token = await accounts.handOver(context.var.account);
      const answer: AccountToken = { object: 'account.token', token };
      return context.json(answer);
    });
}

/** `POST /session` signs a browser in, with a token; `DELETE /session` signs it out. */
export function sessionRoutes({ accounts, cookie, guesses }: AccountRoutesDependencies): Hono<HubEnv> {
  return new Hono<HubEnv>()
    .post('/', async (context) => {
      const { token } = await validBody(context, signInSchema);
      if (accounts.local) {
        throw new ApiProblem(400, 'This hub has no tokens: everyone who reaches it is signed in.');
      }
      const opened = await accounts.open(token);
      if (!opened) {
        throw guesses.wrongToken(context.var.address, signInRequired('This token is not known to the hub.'));
      }
      const earlier = cookie.read(context);
      if (earlier !== undefined) await accounts.close(earlier);
      cookie.write(context, opened.cookie);
      return context.json(toAccount(accounts, opened.account));
    })
    .delete('/', async (context) => {
      const value = cookie.read(context);
      if (value !== undefined) await accounts.close(value);
      cookie.clear(context);
      return context.body(null, 204);
    });
}

function toAccount({ signIn }: Accounts, { id, name }: AccountRow): Account {
  return { id, object: 'account', name, sign_in: signIn };
}
