import type { Context } from 'hono';

/** The host that the client asked for, with its port if it named one: `localhost:3000`. */
export function requestHost(context: Context): string {
  return context.req.header('host') ?? new URL(context.req.url).host;
}
