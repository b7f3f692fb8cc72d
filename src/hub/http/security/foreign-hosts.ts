import { isIPv6 } from 'node:net';
import type { Context, MiddlewareHandler } from 'hono';
import { ApiProblem } from '../api-problem.ts';

/** A host name or an address, with an optional port, and no other part of a URL. */
const HOST = /^(\[[\da-f:.]+\]|[^\s:/?#@[\]\\]+)(:\d*)?$/i;

/**
 * Middleware for a hub without HUB_TOKENS, which anyone who can reach the hub may use. The hub answers only requests
 * for host names that no other site can own. Otherwise another site could point its own host name to this machine,
 * and its page would have the hub's origin (DNS rebinding). The check works because the browser still sends the
 * site's host name.
 * @param allowed further names or addresses, such as the configured HOST
 */
export function refuseForeignHosts({ allowed }: { allowed: readonly string[] }): MiddlewareHandler {
  const names = new Set(allowed.map((host) => nameOf(isIPv6(host) ? `[${host}]` : host)));
  return async (context, next) => {
    const host = requestHost(context);
    const name = nameOf(host);
    if (name === null || !(isLoopback(name) || names.has(name))) {
      throw new ApiProblem(
        421,
        `This hub has no HUB_TOKENS, so it answers only at localhost, not at ${host}. Open it at localhost, or set HUB_TOKENS and restart it.`,
        { code: 'foreign_host' },
      );
    }
    await next();
  };
}

/** Returns the host that the client requested, with its port if it named one: `localhost:3000`. */
export function requestHost(context: Context): string {
  return context.req.header('host') ?? new URL(context.req.url).host;
}

/** Returns the normalized host without its port; null if it is invalid. */
function nameOf(host: string): string | null {
  if (!HOST.test(host) || !URL.canParse(`http://${host}`)) return null;
  return new URL(`http://${host}`).hostname.replace(/\.$/, '');
}

function isLoopback(name: string): boolean {
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    /^127(\.\d{1,3}){3}$/.test(name) ||
    name === '[::1]'
  );
}
