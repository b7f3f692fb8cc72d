import { isIPv6 } from 'node:net';
import type { Context, MiddlewareHandler } from 'hono';
import { ApiProblem } from '../api-problem.ts';

/** A name or an address, and perhaps a port; nothing that would read otherwise as a part of a URL. */
const HOST = /^(\[[\da-f:.]+\]|[^\s:/?#@[\]\\]+)(:\d*)?$/i;

/**
 * For a hub that anyone may use who reaches it. It answers only by names that no one else can own: a page of
 * another site can have its own name point to this machine, and would then be of the hub's origin (DNS
 * rebinding). The browser still names the page's host.
 * @param allowed names or addresses besides those of this machine itself, such as the configured HOST
 */
export function refuseForeignHosts({ allowed }: { allowed: readonly string[] }): MiddlewareHandler {
  const names = new Set(allowed.map((host) => nameOf(isIPv6(host) ? `[${host}]` : host)));
  return async (context, next) => {
    const host = requestHost(context);
    const name = nameOf(host);
    if (name === null || !(isLoopback(name) || names.has(name))) {
      throw new ApiProblem(
        421,
        `This hub has no HUB_TOKENS, so it answers only as localhost, and not as ${host}: open it by that name, or set HUB_TOKENS and start it again.`,
        { code: 'foreign_host' },
      );
    }
    await next();
  };
}

/** The host that the client asked for, with its port if it named one: `localhost:3000`. */
export function requestHost(context: Context): string {
  return context.req.header('host') ?? new URL(context.req.url).host;
}

/** The host without its port, in the one way to write it; null where it is none. */
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
