import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { accountTokenInputSchema, type Account } from '../../../protocol/account.ts';
import { pageQuerySchema } from '../../../protocol/page-query.ts';
import type { Browser } from '../../accounts/account-tokens.ts';
import type { Accounts } from '../../accounts/accounts.ts';
import { signInRequired, type SessionCookie } from '../../accounts/authenticate.ts';
import type { GuessLimiter } from '../../accounts/guess-limiter.ts';
import { ApiProblem } from '../api-problem.ts';
import type { AccountRow } from '../../db/accounts.ts';
import { pageOf } from '../../db/pages.ts';
import type { HubEnv } from '../hub-env.ts';
import { validBody, validQuery } from '../validation/validate.ts';

interface AccountRoutesDependencies {
  accounts: Accounts;
  cookie: SessionCookie;
  guessLimiter: GuessLimiter;
}

/** The body of `POST /session`. */
export const signInSchema = z.object({ token: z.string().min(1, 'must not be empty') });

/**
 * `GET /account` returns the account of the caller, and renews a browser's cookie. `POST /account/token` creates a
 * token for a terminal to use the browser's account, `GET /account/tokens` lists them, and `DELETE
 * /account/tokens/{token}` revokes one.
 */
export function accountRoutes({
  accounts,
  cookie,
}: Omit<AccountRoutesDependencies, 'guessLimiter'>): Hono<HubEnv> {
  return new Hono<HubEnv>()
    .get('/', (context) => {
      const value = context.var.session;
      if (value !== undefined) cookie.write(context, value);
      return context.json(toAccount(accounts, context.var.account));
    })
    .post('/token', async (context) => {
      if (!accounts.local) throw new ApiProblem(400, 'Use the token that you signed in with.');
      const browser = browserOf(context);
      const { name } = await validBody(context, accountTokenInputSchema);
      return context.json(await accounts.tokens.create(browser, name));
    })
    .get('/tokens', async (context) => {
      const tokens = await accounts.tokens.list(browserOf(context));
      return context.json(pageOf(tokens, validQuery(context, pageQuerySchema)));
    })
    .delete('/tokens/:token', async (context) => {
      const id = context.req.param('token');
      await accounts.tokens.revoke(browserOf(context), id);
      return context.json({ id, object: 'account.token.deleted', deleted: true });
    });
}

/**
 * Returns the browser that sends the request.
 * @throws ApiProblem (403) for a program: with a token it must not create or revoke tokens
 */
function browserOf({ var: { account, session, newSession } }: Context<HubEnv>): Browser {
  const value = session ?? newSession;
  if (value === undefined) {
    throw new ApiProblem(403, 'Only a browser can create, list and revoke the tokens of its account.', {
      code: 'browser_required',
    });
  }
  return { account, cookie: value };
}

/** `POST /session` signs a browser in, with a token; `DELETE /session` signs it out. */
export function sessionRoutes({ accounts, cookie, guessLimiter }: AccountRoutesDependencies): Hono<HubEnv> {
  return new Hono<HubEnv>()
    .post('/', async (context) => {
      const { token } = await validBody(context, signInSchema);
      if (accounts.local) {
        throw new ApiProblem(400, 'This hub has no HUB_TOKENS, so nobody needs to sign in.');
      }
      const opened = await accounts.open(token);
      if (!opened) {
        throw guessLimiter.countWrongToken(context.var.address, signInRequired('That token isn’t valid.'));
      }
      const previous = cookie.read(context);
      if (previous !== undefined) await accounts.close(previous);
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
