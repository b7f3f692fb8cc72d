import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Context, Hono } from 'hono';
import type { HubEnv } from './hub-env.ts';
import { packagePath } from './package-root.ts';
import { pagePolicy } from './security/page-policy.ts';

const ONE_YEAR = 'public, max-age=31536000, immutable';

/** Serves the built browser client: its files, and its page for every other address, since the client routes by itself. */
export function serveClient(app: Hono<HubEnv>): void {
  const root = packagePath('dist/app');
  const policy = pagePolicy(readFileSync(join(root, 'index.html'), 'utf8'));
  const asPage = (path: string, context: Context) => {
    if (path.endsWith('.html')) context.header('content-security-policy', policy);
  };
  app.use(
    '/assets/*',
    serveStatic({ root, onFound: (_, context) => context.header('cache-control', ONE_YEAR) }),
  );
  app.get('/assets/*', (context) => context.notFound()); // of another build: its page has to be loaded again
  app.use('*', serveStatic({ root, onFound: asPage }));
  app.get('*', serveStatic({ root, path: 'index.html', onFound: asPage }));
}
