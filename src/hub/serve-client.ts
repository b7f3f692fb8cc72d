import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono } from 'hono';
import { packagePath } from './package-root.ts';

const ONE_YEAR = 'public, max-age=31536000, immutable';

/** Serves the built browser client: its files, and its page for every other address, since the client routes by itself. */
export function serveClient(app: Hono): void {
  const root = packagePath('dist/app');
  app.use(
    '/assets/*',
    serveStatic({ root, onFound: (_, context) => context.header('cache-control', ONE_YEAR) }),
  );
  app.get('/assets/*', (context) => context.notFound()); // of another build: its page has to be loaded again
  app.use('*', serveStatic({ root }));
  app.get('*', serveStatic({ root, path: 'index.html' }));
}
