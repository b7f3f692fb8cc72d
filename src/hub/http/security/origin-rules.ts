import type { Context, MiddlewareHandler } from 'hono';
import { ApiProblem } from '../api-problem.ts';
import type { HubEnv } from '../hub-env.ts';
import { corsHeaders, isPreflight, preflightHeaders } from './cors.ts';
import { requestHost } from './foreign-hosts.ts';
import { addResponseHeaders } from './response-headers.ts';

/** Who asks: no page at all, the hub's own page, a page of a listed origin, or any other page. */
type Asker = 'none' | 'own' | 'listed' | 'foreign';

/**
 * Which pages may use the API. The hub's own may. One of a listed origin may as well, with a token of its own:
 * the browser's cookies do not count for it. Any other page's requests are refused, those that it could not
 * read the answers of included. Clients that are no browsers name no page, and pass.
 * @param corsOrigins as `originListSchema` gives them
 */
export function originRules({ corsOrigins }: { corsOrigins: readonly string[] }): MiddlewareHandler<HubEnv> {
  const listed = new Set(corsOrigins);
  return async (context, next) => {
    const asker = askerOf(context, listed);
    if (listed.size > 0) addResponseHeaders(context, { vary: 'Origin' });
    if (asker === 'foreign') refuseForeign(context);
    if (asker === 'foreign' || asker === 'listed') context.set('foreignOrigin', true);
    if (asker === 'listed') {
      addResponseHeaders(context, corsHeaders(context));
      if (isPreflight(context)) return context.body(null, 204, preflightHeaders(context));
    }
    return next();
  };
}

function askerOf(context: Context, listed: ReadonlySet<string>): Asker {
  const origin = context.req.header('origin');
  const isOwn = !comesFromElsewhere(context);
  if (origin === undefined) return isOwn ? 'none' : 'foreign';
  if (isOwn && isOfHost(origin, requestHost(context))) return 'own';
  return listed.has(origin) ? 'listed' : 'foreign';
}

/**
 * What the browser says of the page, which is more than Origin does: it knows https from http, and says it of
 * pictures, scripts and links too. Source: https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
function comesFromElsewhere(context: Context): boolean {
  const site = context.req.header('sec-fetch-site');
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** The hub cannot tell by which scheme it is reached, behind a proxy; host and port have to be the same. */
function isOfHost(origin: string, host: string): boolean {
  if (!/^https?:\/\//.test(origin) || !URL.canParse(origin)) return false;
  const own = new URL(origin);
  const asked = `${own.protocol}//${host}`;
  return own.origin === origin && URL.canParse(asked) && new URL(asked).host === own.host;
}

/**
 * A read that bears an origin, and nothing else that a browser says, may be an old browser's or a script's. It
 * passes: it changes nothing, and without CORS headers no page gets to see the answer.
 */
function refuseForeign(context: Context): void {
  const { method } = context.req;
  const isRead = method === 'GET' || method === 'HEAD';
  if (isRead && !comesFromElsewhere(context)) return;
  const origin = context.req.header('origin');
  const page = origin === undefined || origin === 'null' ? 'another site' : origin;
  throw new ApiProblem(
    403,
    `This hub isn’t set up for this address. Tell your administrator: its proxy must pass the Host header. (A page of ${page} asked for ${requestHost(context)}. If it is another site, add its origin to CORS_ORIGINS.)`,
    { code: 'foreign_origin' },
  );
}
