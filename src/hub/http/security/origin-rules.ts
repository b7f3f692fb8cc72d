import type { Context, MiddlewareHandler } from 'hono';
import { ApiProblem } from '../api-problem.ts';
import type { HubEnv } from '../hub-env.ts';
import { corsHeaders, isPreflight, preflightHeaders } from './cors.ts';
import { requestHost } from './foreign-hosts.ts';
import { addResponseHeaders } from './response-headers.ts';

/** The origin of a request: no page, the hub's own page, a page of a listed origin, or any other page. */
type RequestOrigin = 'none' | 'own' | 'listed' | 'foreign';

/**
 * Middleware that decides which pages may use the API. The hub's own page may. A page of a listed origin may too,
 * with its own token: the browser's cookies are ignored for it. Requests of any other page are refused, even if the
 * page could not read the answer. Clients that are not browsers send no origin, and pass.
 * @param corsOrigins as returned by `originListSchema`
 */
export function originRules({ corsOrigins }: { corsOrigins: readonly string[] }): MiddlewareHandler<HubEnv> {
  const listed = new Set(corsOrigins);
  return async (context, next) => {
    const from = requestOriginOf(context, listed);
    if (listed.size > 0) addResponseHeaders(context, { vary: 'Origin' });
    if (from === 'foreign') refuseForeign(context);
    if (from === 'foreign' || from === 'listed') context.set('foreignOrigin', true);
    if (from === 'listed') {
      addResponseHeaders(context, corsHeaders(context));
      if (isPreflight(context)) return context.body(null, 204, preflightHeaders(context));
    }
    return next();
  };
}

function requestOriginOf(context: Context, listed: ReadonlySet<string>): RequestOrigin {
  const origin = context.req.header('origin');
  const isOwn = !isCrossSite(context);
  if (origin === undefined) return isOwn ? 'none' : 'foreign';
  if (isOwn && isOfHost(origin, requestHost(context))) return 'own';
  return listed.has(origin) ? 'listed' : 'foreign';
}

/**
 * Whether the browser says that the request comes from another site. `Sec-Fetch-Site` says more than `Origin`: it
 * distinguishes https from http, and is sent for pictures, scripts and links too.
 * Source: https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
function isCrossSite(context: Context): boolean {
  const site = context.req.header('sec-fetch-site');
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/**
 * Whether an origin has this host and port. The scheme is not compared, because behind a proxy the hub does not know
 * the scheme of its own address.
 */
function isOfHost(origin: string, host: string): boolean {
  if (!/^https?:\/\//.test(origin) || !URL.canParse(origin)) return false;
  const own = new URL(origin);
  const asked = `${own.protocol}//${host}`;
  return own.origin === origin && URL.canParse(asked) && new URL(asked).host === own.host;
}

/**
 * Refuses requests of other pages. A read with an origin but without `Sec-Fetch-Site` passes: it may come from an
 * old browser or a script, changes nothing, and without CORS headers no page can read the answer.
 */
function refuseForeign(context: Context): void {
  const { method } = context.req;
  const isRead = method === 'GET' || method === 'HEAD';
  if (isRead && !isCrossSite(context)) return;
  const origin = context.req.header('origin');
  const page = origin === undefined || origin === 'null' ? 'another site' : origin;
  throw new ApiProblem(
    403,
    `This hub isn’t set up for this address. Tell your administrator: its proxy must pass the Host header. (A page of ${page} asked for ${requestHost(context)}. If it is another site, add its origin to CORS_ORIGINS.)`,
    { code: 'foreign_origin' },
  );
}
