import type { BrowserContextOptions, Page, Route } from 'playwright-core';
import type { ChatPage } from '../support/chat-page.ts';
import { ChunkLimit, streamText } from '../support/model-answers.ts';
import type { ModelServer } from '../support/model-server.ts';
import type { TestHub } from '../support/set-up-hub.ts';
import { ANSWER, EARLIER_QUESTIONS } from './content.ts';

/** A screen in one of its states. */
export interface Screen {
  /** The name of its pictures: words joined by hyphens. */
  readonly name: string;
  /** Brings the page to the screen. It shows a new conversation, in a browser with some conversations. */
  enter(stage: Stage): Promise<unknown>;
  /** Console messages that the screen is allowed to have. */
  readonly complaint?: RegExp;
  /** The only size in which it is shown; without it, all sizes. */
  readonly only?: 'wide' | 'phone';
}

/** What a screen needs to be shown. */
export interface Stage {
  readonly chat: ChatPage;
  readonly page: Page;
  readonly hub: TestHub & { readonly model: ModelServer };
}

/** The sizes in which screens are shown. */
export const SIZES = {
  wide: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
} as const satisfies Record<string, BrowserContextOptions['viewport']>;

export const QUESTION = 'What is a good life?';
const ASSISTANT = '/?agent=symposium/assistant/1.0.0';
const HELD_AFTER = 180;
export const HELD = streamText(ANSWER, { limit: new ChunkLimit(HELD_AFTER) });

/** Creates some conversations in the browser, and opens a new one. */
export async function prepare({ page, hub }: Stage): Promise<void> {
  await page.goto(`${hub.url}/v1/account`);
  for (const question of EARLIER_QUESTIONS) {
    await hub.clientOf({ page }).createThread([
      { role: 'user', content: question },
      { role: 'assistant', content: 'Let us look at it together.' },
    ]);
  }
  await page.goto(hub.url + ASSISTANT);
  await page
    .getByRole('link', { name: /Can virtue be taught/ })
    .or(page.getByRole('textbox'))
    .first()
    .waitFor();
}

/** Opens the page without the hub's first answers, so that it requests the account, which gets this answer. */
export async function openRefused(
  { page, hub }: Stage,
  answer: Parameters<Route['fulfill']>[0],
): Promise<void> {
  await page.route(`${hub.url}/`, async (route) => {
    const response = await route.fetch();
    const html = await response.text();
    await route.fulfill({
      response,
      body: html.replace(/<script type="application\/json".*?<\/script>/s, ''),
    });
  });
  await page.route(/\/v1\/account/, (route) => route.fulfill(answer));
  await page.goto(hub.url);
}

export async function streaming({ chat, hub }: Stage): Promise<void> {
  hub.model.answerWith(HELD);
  await chat.ask(QUESTION);
  await chat.untilDeltas(HELD_AFTER);
}

export async function streamingText(stage: Stage): Promise<void> {
  await streaming(stage);
  await untilSet(stage);
}

/** Waits until code is coloured and formulas are set, whose modules load on demand. */
async function untilSet({ page }: Stage): Promise<void> {
  await page.locator('article math').first().waitFor();
  await page.locator('article [data-token]').first().waitFor();
}

export async function finished(stage: Stage, answer = ANSWER): Promise<void> {
  const { chat, page, hub } = stage;
  hub.model.answerWith(streamText(answer));
  await chat.ask(QUESTION);
  await page
    .getByRole('article')
    .nth(1)
    .getByText(/ deltas/)
    .waitFor();
  await chat.untilEnded();
  if (answer === ANSWER) await untilSet(stage);
}

export async function openAgentPicker({ chat, page }: Stage): Promise<void> {
  await chat.agentButton.click();
  await page.getByRole('option').first().waitFor();
}

export async function openDrawer({ page }: Stage): Promise<void> {
  const button = page.getByRole('button', { name: 'Open the conversation list' });
  if (!(await button.isVisible())) return;
  await button.click();
  await page.getByRole('dialog', { name: 'Conversation list' }).getByRole('listitem').first().waitFor();
}

export async function openMenu(stage: Stage): Promise<void> {
  const { page } = stage;
  await openDrawer(stage);
  const row = page.getByRole('navigation', { name: 'Threads' }).getByRole('listitem').first();
  await row.hover();
  await row.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menu').waitFor();
}

export async function chooseInMenu(stage: Stage, item: string): Promise<void> {
  await openMenu(stage);
  await stage.page.getByRole('menuitem', { name: item }).click();
}
