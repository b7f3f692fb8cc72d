import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { ApiProblem } from '../http/api-problem.ts';
import type { AccountRow } from '../db/accounts.ts';
import type { HubEnv } from '../http/hub-env.ts';
import { isAccountToken, secretOfToken } from './account-tokens.ts';
import type { Accounts } from './accounts.ts';
import type { GuessLimiter } from './guess-limiter.ts';
import { isAllowed } from './run-permissions.ts';
import { isRunToken, type RunTokens } from './run-tokens.ts';
import { endStreamWithSession } from './session-answer.ts';
import { SESSION_SECONDS } from './sessions.ts';
import { SIGN_IN_REQUIRED } from '../../protocol/api-error.ts';

/** The cookie of a browser's session. */
export interface SessionCookie {
  read(context: Context<HubEnv>): string | undefined;
  write(context: Context<HubEnv>, value: string): void;
  clear(context: Context<HubEnv>): void;
}

/**
 * Returns the session cookie of the hub on this port. Its name contains the port, because browsers share cookies
 * between the ports of a host. Scripts cannot read the cookie, and requests from other sites do not carry it.
 */
export function sessionCookie(port: number): SessionCookie {
  const name = `symposium_${port}`;
  return {
    read: (context) => (context.var.foreignOrigin ? undefined : getCookie(context, name)),
    write(context, value) {
      const secure = context.req.header('x-forwarded-proto') === 'https';
      setCookie(context, name, value, {
        path: '/',
        httpOnly: true,
        sameSite: 'Lax',
        secure,
        maxAge: SESSION_SECONDS,
      });
    },
    clear: (context) => void deleteCookie(context, name, { path: '/' }),
  };
}

/** Returns the error for a request that requires sign-in: status 401. */
export function signInRequired(message: string): ApiProblem {
  return new ApiProblem(401, message, {
    code: SIGN_IN_REQUIRED,
    headers: { 'www-authenticate': 'Bearer' },
  });
}

/**
 * Finds the account of a request by its bearer token or its cookie, or refuses the request. With automatic sign-in, a
 * browser without a session gets a new cookie. A valid token always works; invalid tokens are counted per address.
 */
export function authenticate(
  accounts: Accounts,
  runTokens: RunTokens,
  cookie: SessionCookie,
  guessLimiter: GuessLimiter,
): MiddlewareHandler<HubEnv> {
  async function accountOf(context: Context<HubEnv>): Promise<AccountRow> {
    const { address } = context.var;
    const bearer = bearerToken(context);
    const byToken = bearer === null ? null : accounts.byToken(bearer);
    if (byToken) return byToken;
    if (bearer !== null && accounts.local && isAccountToken(bearer)) {
      endWithSession(context, secretOfToken(bearer));
      const account = await accounts.byAccountToken(bearer, address);
      if (account) return account;
      throw guessLimiter.countWrongToken(
        address,
        signInRequired(
          'This token is incomplete, has expired or was revoked. Create a new one in the browser, in Settings.',
        ),
      );
    }
    if (bearer !== null && (!accounts.local || isRunToken(bearer))) {
      throw guessLimiter.countWrongToken(
        address,
        signInRequired('This bearer token is not valid. Ask the administrator of this hub for a valid one.'),
      );
    }
    const value = cookie.read(context);
    if (value !== undefined) endWithSession(context, value);
    const byCookie = value === undefined ? null : await accounts.bySession(value, address);
    if (byCookie && value !== undefined) {
      context.set('session', value);
      return byCookie;
    }
    if (!accounts.local) {
      throw signInRequired('This hub requires a token. Send one as "Authorization: Bearer …", or sign in.');
    }
    return isBrowser(context) ? openOwn(context) : accounts.local;
  }

  function openOwn(context: Context<HubEnv>): AccountRow {
    const opened = accounts.openOwn();
    endWithSession(context, opened.cookie);
    cookie.write(context, opened.cookie);
    context.set('newSession', opened.cookie);
    return opened.account;
  }

  /**
   * Ends the request's stream when the session ends. Called before the session is looked up, so that a session that
   * ends during the lookup is noticed.
   */
  function endWithSession(context: Context<HubEnv>, secret: string): void {
    context.set(
      'answer',
      endStreamWithSession(context.env.outgoing, (end) => accounts.onEnd(secret, end)),
    );
  }

  return async (context, next) => {
    const grant = runTokens.find(bearerToken(context) ?? '');
    if (grant && !isAllowed(grant, context.req.method, context.req.path)) {
      throw new ApiProblem(403, `This token only works for ${grant.runId} and for what its agent needs.`);
    }
    context.set('grant', grant);
    context.set('account', grant ? { id: grant.accountId, name: null } : await accountOf(context));
    await next();
    if (isStream(context)) context.var.answer?.markAsStream();
  };
}

/**
 * Refuses a stream to a browser without a session. The browser had a session when its page was opened, so it has been
 * signed out since. The page would mistake a stream of the new account for a stream of the account that it shows.
 */
export const refuseStreamWithoutSession: MiddlewareHandler<HubEnv> = async (context, next) => {
  if (context.var.newSession !== undefined) {
    throw signInRequired('This browser has been signed out. Load the page again.');
  }
  await next();
};

/** Stores the account of a browser that creates something, if it is not stored yet. */
export function keepAccount({ local, keep }: Accounts): MiddlewareHandler<HubEnv> {
  return async (context, next) => {
    const secret = context.var.session ?? context.var.newSession;
    if (local && secret !== undefined) await keep(secret, context.var.address);
    await next();
  };
}

function bearerToken(context: Context<HubEnv>): string | null {
  return /^Bearer +(\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? null;
}

/** Whether the response is a stream. The fan-out has started it by now; all other responses are sent later. */
function isStream({ env: { outgoing }, res }: Context<HubEnv>): boolean {
  return outgoing.headersSent || (res.headers.get('content-type') ?? '').startsWith('text/event-stream');
}

/**
 * Whether the request comes from a browser, and not from a page of another origin. Only browsers send
 * `Sec-Fetch-Site`, and pages cannot set it.
 */
function isBrowser(context: Context<HubEnv>): boolean {
  return context.req.header('sec-fetch-site') !== undefined && !context.var.foreignOrigin;
}
