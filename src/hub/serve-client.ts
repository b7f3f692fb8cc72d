import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono, MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import type { HubEnv } from './hub-env.ts';
import { packagePath } from './package-root.ts';
import { pagePolicy } from './security/page-policy.ts';

const ONE_YEAR = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

/**
 * Serves the built browser client: its files, and its page for every other address, since the client routes by
 * itself. It comes after all other routes: what it compresses is files, never a stream of events.
 */
export function serveClient(app: Hono<HubEnv>): void {
  const root = packagePath('dist/app');
  const policy = pagePolicy(readFileSync(join(root, 'index.html'), 'utf8'));
  app.use('/assets/*', forGood, compress(), serveStatic({ root }));
  app.get('/assets/*', (context) => context.notFound()); // of another build: its page has to be loaded again
  app.use('*', asItIsNow(policy), compress(), serveStatic({ root }));
  app.get('*', serveStatic({ root, path: 'index.html' }));
}

/** The names of these files change with what is in them. */
const forGood: MiddlewareHandler<HubEnv> = async (context, next) => {
  await next();
  if (context.res.ok) context.header('cache-control', ONE_YEAR);
};

/** A browser that is told nothing may keep a page for days, which names the files of another build. */
function asItIsNow(policy: string): MiddlewareHandler<HubEnv> {
  return async (context, next) => {
    await next();
    context.header('cache-control', ASK_AGAIN);
    const type = context.res.headers.get('content-type');
    if (type?.startsWith('text/html')) context.header('content-security-policy', policy);
  };
}
