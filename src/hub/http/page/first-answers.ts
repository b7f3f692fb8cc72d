import type { Context, Hono } from 'hono';
import { FIRST_REQUESTS, type FirstAnswers } from '../../../protocol/first-answers.ts';
import type { HubEnv } from '../hub-env.ts';
import { REQUEST_ID_HEADER, requestIdOf } from '../../observability/request-id.ts';

/** Whether a browser opens the page, to show it: not a script, not a frame, not in advance. */
function isOpened({ req }: Context): boolean {
  return req.header('sec-fetch-dest') === 'document' && req.header('sec-purpose') === undefined;
}

/**
 * Asks the hub what its page is about to ask, as the page would: from its own origin, with the browser's cookie or
 * the one that it is given. What is refused is left out, for the page to ask itself. They are counted and logged as
 * requests, under the id of the page's own.
 * Source: https://www.w3.org/TR/fetch-metadata/
 * @returns null where no page is opened
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
      // Before the one that it is to take the place of: of one name, the first counts.
      const [pair] = cookie.split(';');
      const earlier = headers.get('cookie');
      headers.set('cookie', earlier === null ? pair! : `${pair}; ${earlier}`);
    }
    if (response.ok) answers[path] = await response.json();
  }
  return answers;
}
