import type { BenchPage } from './browser.ts';
import { earlierMessages } from './history.ts';

/** Maximum number of messages that the hub accepts with a new thread. */
const MAX_MESSAGES_WITH_THREAD = 100;

/** A run that a page has started. */
export interface AskedRun {
  threadId: string;
  runId: string;
}

/** Creates a thread with this many messages, and a run on it, in the account of the page's browser. */
export async function askInPage(page: BenchPage, assistantId: string, history: number): Promise<AskedRun> {
  const earlier = earlierMessages(history);
  const thread = await post<{ id: string }>(page, '/threads', {
    messages: earlier.slice(0, MAX_MESSAGES_WITH_THREAD),
  });
  await postEach(page, `/threads/${thread.id}/messages`, earlier.slice(MAX_MESSAGES_WITH_THREAD));
  const run = await post<{ id: string }>(page, `/threads/${thread.id}/runs`, {
    assistant_id: assistantId,
    additional_messages: [{ role: 'user', content: 'Go on.' }],
  });
  return { threadId: thread.id, runId: run.id };
}

function post<Answer>(page: BenchPage, path: string, body: object): Promise<Answer> {
  return page.evaluate<Answer>(`(${postOnce})(${JSON.stringify(path)}, ${JSON.stringify(body)})`);
}

async function postEach(page: BenchPage, path: string, bodies: object[]): Promise<void> {
  await page.evaluate(
    `(async () => { for (const body of ${JSON.stringify(bodies)}) await (${postOnce})(${JSON.stringify(path)}, body); })()`,
  );
}

/** Runs in the page, so it uses nothing from this file. */
const postOnce = `async (path, body) => {
  const response = await fetch('/v1' + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(path + ' answered ' + response.status + ': ' + (await response.text()));
  return response.json();
}`;
