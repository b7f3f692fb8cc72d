import type { BrowserContext, Page } from 'playwright-core';
import type { TestHub } from './set-up-hub.ts';

/** Opens a conversation in which an agent has given this answer, in a new page. */
export async function openAnswer(hub: TestHub, context: BrowserContext, answer: string): Promise<Page> {
  const page = await context.newPage();
  await showAnswer(hub, page, answer);
  return page;
}

/** Opens such a conversation in an open page. */
export async function showAnswer(hub: TestHub, page: Page, answer: string): Promise<void> {
  await page.goto(`${hub.url}/v1/account`);
  const thread = await hub.clientOf({ page }).createThread([
    { role: 'user', content: 'Which?' },
    { role: 'assistant', content: answer },
  ]);
  await page.goto(`${hub.url}/threads/${thread}`);
}
