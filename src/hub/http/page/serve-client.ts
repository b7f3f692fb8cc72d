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

const CACHED_FOR_A_YEAR = 'public, max-age=31536000, immutable';
const REVALIDATED = 'no-cache';
const NOT_CACHED = 'no-store';

/**
 * Serves the built browser client: its files, and its page at every path of a page, because the client does the
 * routing. For any other path the answer is 404: with the page if a person opened the address, and otherwise with a
 * line of text. It must come after all other routes. Only files are compressed, never an event stream.
 */
export function serveClient(app: Hono<HubEnv>): void {
  const root = packagePath('dist/app');
  const html = readFileSync(join(root, 'index.html'), 'utf8');
  const page = openPage(app, html);
  app.use('/assets/*', cacheForAYear, compress(), serveStatic({ root }));
  app.get('/assets/*', (context) => context.notFound()); // a file of another build: the page must be reloaded
  app.use('*', revalidate(pagePolicy(html)), compress());
  app.get('/', page);
  app.use('*', serveStatic({ root }));
  app.get('*', async (context, next) => {
    if (isPagePath(context.req.path)) return page(context, next);
    return wantsPage(context) ? context.html(html, 404) : context.text('Not found.', 404);
  });
}

/** Whether a path names a file. A request for a file must not get the page. */
function isFile(path: string): boolean {
  return path.slice(path.lastIndexOf('/')).includes('.');
}

/** Whether a person opens this address. For a script or a picture, a browser does not name HTML in `accept`. */
function wantsPage({ req }: Context): boolean {
  return (req.header('accept') ?? '').includes('text/html') && !isFile(req.path);
}

/** Serves the page, with the answers to its first requests inside, so that it does not wait for them. */
function openPage(app: Hono<HubEnv>, html: string): Handler<HubEnv> {
  return async (context) => {
    const answers = await answerFirst(app, context);
    if (!answers) return context.html(html);
    context.header('cache-control', NOT_CACHED); // the answers belong to one browser, and change
    return context.html(html.replace('</head>', () => `${toDataElement(answers)}</head>`));
  };
}

/**
 * Embeds the answers as data. The page's content security policy allows it, because it is not a script. The
 * escaping keeps the data from closing the element.
 */
function toDataElement(answers: FirstAnswers): string {
  const json = JSON.stringify(answers).replaceAll('<', String.raw`\u003c`);
  return `<script type="application/json" id="${FIRST_ANSWERS}">${json}</script>`;
}

/** Middleware for files whose names change with their content: browsers cache them for a year. */
const cacheForAYear: MiddlewareHandler<HubEnv> = async (context, next) => {
  await next();
  if (!context.res.ok) return;
  context.header('cache-control', CACHED_FOR_A_YEAR);
  const isScript = context.res.headers.get('content-type')?.startsWith('text/javascript');
  if (isScript) context.header('content-security-policy', SCRIPT_POLICY);
};

/**
 * Middleware that makes browsers revalidate files, unless they have a cache-control header. Without that header, a
 * browser may keep a page for days, and the page would request files of an old build.
 */
function revalidate(policy: string): MiddlewareHandler<HubEnv> {
  return async (context, next) => {
    await next();
    if (!context.res.headers.has('cache-control')) context.header('cache-control', REVALIDATED);
    const type = context.res.headers.get('content-type');
    if (type?.startsWith('text/html')) context.header('content-security-policy', policy);
  };
}
