import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Context, Handler, Hono, MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import { FIRST_ANSWERS, type FirstAnswers } from '../../../protocol/first-answers.ts';
import { isPagePath } from '../../../protocol/page-paths.ts';
import { answerFirst } from './first-answers.ts';
import type { HubEnv } from '../hub-env.ts';
import { packagePath } from '../../package-root.ts';
import { pagePolicy, SCRIPT_POLICY } from './page-policy.ts';

const ONE_YEAR = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';
const KEPT_NOWHERE = 'no-store';

/**
 * Serves the built browser client: its files, and its page at the paths of its pages, since the client routes by itself.
 * Where there is neither, a person who opens the address gets the page too, which says so, and everyone else, or who asks for
 * a file, a line of text; with status 404. It comes after all other routes: what it compresses is files, never a stream of events.
 */
export function serveClient(app: Hono<HubEnv>): void {
  const root = packagePath('dist/app');
  const html = readFileSync(join(root, 'index.html'), 'utf8');
  const page = openPage(app, html);
  app.use('/assets/*', forGood, compress(), serveStatic({ root }));
  app.get('/assets/*', (context) => context.notFound()); // of another build: its page has to be loaded again
  app.use('*', asItIsNow(pagePolicy(html)), compress());
  app.get('/', page);
  app.use('*', serveStatic({ root }));
  app.get('*', async (context, next) => {
    if (isPagePath(context.req.path)) return page(context, next);
    return wantsPage(context)
      ? context.html(html, 404)
      : context.text('There is nothing at this address.', 404);
  });
}

/** Whether a path names a file: what asks for one must not take a page for it. */
function isFile(path: string): boolean {
  return path.slice(path.lastIndexOf('/')).includes('.');
}

/** Whether a person opens this address. A browser that asks for a script or a picture takes anything, and says so. */
function wantsPage({ req }: Context): boolean {
  return (req.header('accept') ?? '').includes('text/html') && !isFile(req.path);
}

/** The page, with the hub's answers to what it asks first, so that it has no need to wait for them. */
function openPage(app: Hono<HubEnv>, html: string): Handler<HubEnv> {
  return async (context) => {
    const answers = await answerFirst(app, context);
    if (!answers) return context.html(html);
    context.header('cache-control', KEPT_NOWHERE); // they are one browser's, and true now
    return context.html(html.replace('</head>', () => `${asData(answers)}</head>`));
  };
}

/** Data and no script: the page's policy lets it be. Nothing in it can end the element. */
function asData(answers: FirstAnswers): string {
  const json = JSON.stringify(answers).replaceAll('<', String.raw`\u003c`);
  return `<script type="application/json" id="${FIRST_ANSWERS}">${json}</script>`;
}

/** The names of these files change with what is in them. */
const forGood: MiddlewareHandler<HubEnv> = async (context, next) => {
  await next();
  if (!context.res.ok) return;
  context.header('cache-control', ONE_YEAR);
  const isScript = context.res.headers.get('content-type')?.startsWith('text/javascript');
  if (isScript) context.header('content-security-policy', SCRIPT_POLICY);
};

/** A browser that is told nothing may keep a page for days, which names the files of another build. */
function asItIsNow(policy: string): MiddlewareHandler<HubEnv> {
  return async (context, next) => {
    await next();
    if (!context.res.headers.has('cache-control')) context.header('cache-control', ASK_AGAIN);
    const type = context.res.headers.get('content-type');
    if (type?.startsWith('text/html')) context.header('content-security-policy', policy);
  };
}
