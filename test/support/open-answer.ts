import type { BrowserContext, Page } from 'playwright-core';
import type { TestHub } from './set-up-hub.ts';

/** Opens a conversation in which an agent has given this answer. */
export async function openAnswer(hub: TestHub, context: BrowserContext, answer: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${hub.url}/v1/account`);
  const thread = await hub.clientOf({ page }).createThread([
    { role: 'user', content: 'Which?' },
    { role: 'assistant', content: answer },
  ]);
  await page.goto(`${hub.url}/threads/${thread}`);
  return page;
}
