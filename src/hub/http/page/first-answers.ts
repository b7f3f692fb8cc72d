import type { Context, Hono } from 'hono';
import { FIRST_REQUESTS, type FirstAnswers } from '../../../protocol/first-answers.ts';
import type { HubEnv } from '../hub-env.ts';
import { REQUEST_ID_HEADER, requestIdOf } from '../../observability/request-id.ts';

/** Whether a browser opens the page to show it. Scripts, frames and prefetches do not count. */
function isOpened({ req }: Context): boolean {
  return req.header('sec-fetch-dest') === 'document' && req.header('sec-purpose') === undefined;
}

/**
 * Sends the requests that the page sends first, as the page would: from its own origin, with the browser's cookie, or
 * with the cookie that the browser is being given. Answers that are errors are left out, and the page sends those
 * requests itself. Each of these requests is counted and logged, with the request id of the page.
 * Source: https://www.w3.org/TR/fetch-metadata/
 * @returns null if no page is opened
 */
export async function answerFirst(app: Hono<HubEnv>, context: Context<HubEnv>): Promise<FirstAnswers | null> {
  if (!isOpened(context)) return null;
  const headers = new Headers(context.req.raw.headers);
  headers.set('sec-fetch-site', 'same-origin');
  headers.set('sec-fetch-dest', 'empty');
  headers.set(REQUEST_ID_HEADER, requestIdOf(context) ?? '');
  const answers: FirstAnswers = {};
  for (const path of Object.values(FIRST_REQUESTS)) {
    const response = await app.fetch(new Request(new URL(path, context.req.url), { headers }), context.env);
    for (const cookie of response.headers.getSetCookie()) {
      context.header('set-cookie', cookie, { append: true });
      // The new cookie goes before the cookie that it replaces: for cookies of the same name, the first counts.
      const [pair] = cookie.split(';');
      const earlier = headers.get('cookie');
      headers.set('cookie', earlier === null ? pair! : `${pair}; ${earlier}`);
    }
    if (response.ok) answers[path] = await response.json();
  }
  return answers;
}
