import type { BrowserContextOptions, Page } from 'playwright-core';
import type { ChatPage } from '../support/chat-page.ts';
import { answerJson, refuse, streamText } from '../support/model-answers.ts';
import type { ModelServer } from '../support/model-server.ts';
import type { TestHub } from '../support/set-up-hub.ts';
import { ANSWER, EARLIER_QUESTIONS, LONG_WORD } from './content.ts';

/** A screen, or a state of one. */
export interface Screen {
  /** Under which its pictures go, in words joined by hyphens. */
  readonly name: string;
  /** Brings a page there that shows a new conversation, in a browser with some threads. */
  enter(stage: Stage): Promise<unknown>;
  /** What the page says of it on its console. */
  readonly complaint?: RegExp;
  /** Other than a wide screen and a phone. */
  readonly only?: 'wide' | 'phone';
}

/** Where a screen is brought about. */
export interface Stage {
  readonly chat: ChatPage;
  readonly page: Page;
  readonly hub: TestHub & { readonly model: ModelServer };
}

/** The sizes in which screens are looked at. */
export const SIZES = {
  wide: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
} as const satisfies Record<string, BrowserContextOptions['viewport']>;

const QUESTION = 'What is a good life?';
const ASSISTANT = '/?agent=symposium/assistant/1.0.0';
const HELD_AFTER = 180;
const NEVER = new Promise<never>(() => {});
const HELD = streamText(ANSWER, { hold: { after: HELD_AFTER, until: NEVER } });

/** Gives the browser some threads, and opens a new conversation. */
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

async function streaming({ chat, hub }: Stage): Promise<void> {
  hub.model.answerWith(HELD);
  await chat.ask(QUESTION);
  await chat.untilDeltas(HELD_AFTER);
}

async function streamingText(stage: Stage): Promise<void> {
  await streaming(stage);
  await untilSet(stage);
}

/** Waits until what is loaded for code and formulas is there. */
async function untilSet({ page }: Stage): Promise<void> {
  await page.locator('article math').first().waitFor();
  await page.locator('article [data-token]').first().waitFor();
}

async function finished(stage: Stage, answer = ANSWER): Promise<void> {
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

async function openDrawer({ page }: Stage): Promise<void> {
  const button = page.getByRole('button', { name: 'Open the thread list' });
  if (await button.isVisible()) await button.click();
}

async function openMenu(stage: Stage): Promise<void> {
  const { page } = stage;
  await openDrawer(stage);
  const row = page.getByRole('navigation', { name: 'Threads' }).getByRole('listitem').first();
  await row.hover();
  await row.getByRole('button', { name: /^More about/ }).click();
  await page.getByRole('menu').waitFor();
}

async function chooseInMenu(stage: Stage, item: string): Promise<void> {
  await openMenu(stage);
  await stage.page.getByRole('menuitem', { name: item }).click();
}

/** All screens, each as a person comes there. */
export const SCREENS: readonly Screen[] = [
  { name: 'welcome', enter: ({ chat }) => chat.textbox.waitFor() },
  { name: 'streaming', enter: streamingText },
  {
    name: 'streaming-hidden',
    async enter(stage) {
      await stage.chat.showStreaming('Never');
      await streaming(stage);
    },
  },
  { name: 'finished', enter: (stage) => finished(stage) },
  {
    name: 'finished-top',
    async enter(stage) {
      await finished(stage);
      await stage.page.getByRole('log').hover();
      await stage.page.mouse.wheel(0, -10_000);
      await stage.page.getByRole('button', { name: /^Jump to latest/ }).waitFor();
    },
  },
  {
    name: 'long-content',
    enter: (stage) =>
      finished(
        stage,
        `${LONG_WORD}\n\n| ${LONG_WORD} | a |\n| - | - |\n| b | c |\n\n\`\`\`\n${LONG_WORD}\n\`\`\``,
      ),
  },
  {
    name: 'failed',
    async enter({ chat, hub }) {
      hub.model.answerWith(refuse(500, 'The model is overloaded. Try again in a minute.'));
      await chat.ask(QUESTION);
      await chat.retryButton.waitFor();
    },
  },
  {
    name: 'stopped',
    async enter(stage) {
      await streamingText(stage);
      await stage.chat.stopButton.click();
      await stage.chat.untilEnded();
    },
  },
  {
    name: 'not-sent-yet',
    complaint: /ERR_INTERNET_DISCONNECTED/,
    async enter({ chat, page }) {
      await page.context().setOffline(true);
      await chat.textbox.fill(QUESTION);
      await chat.sendButton.click();
      await page.getByRole('article').getByText('Not sent yet').waitFor();
    },
  },
  {
    name: 'reconnecting',
    complaint: /ERR_(INTERNET_DISCONNECTED|NETWORK_CHANGED)/,
    async enter(stage) {
      const { page, hub } = stage;
      // The stream is cut a moment after it has begun, and does not come again.
      await page.route(/\/stream\//, async (route) => {
        const frames = 'id: 1-1\ndata: {"event":"thread.run.in_progress","data":{}}\n\n';
        await route.fulfill({ contentType: 'text/event-stream', body: `retry: 600000\n\n${frames}` });
      });
      hub.model.answerWith(HELD);
      await stage.chat.ask(QUESTION);
      await page.getByText('Reconnecting').waitFor();
    },
  },
  {
    name: 'editing',
    async enter(stage) {
      await finished(stage, 'Living well.');
      await stage.page.getByRole('button', { name: 'Edit message' }).click();
      await stage.page.getByRole('textbox', { name: 'Edit message' }).fill('What is a good death?');
    },
  },
  {
    name: 'fork',
    async enter(stage) {
      const { page } = stage;
      await finished(stage, 'Living well.');
      await page.getByRole('button', { name: 'Edit message' }).click();
      await page.getByRole('textbox', { name: 'Edit message' }).fill('What is a good death?');
      await page.keyboard.press('Enter');
      await page.getByRole('navigation', { name: 'Version 2 of 2' }).waitFor();
      await stage.chat.untilEnded();
    },
  },
  {
    name: 'loading',
    async enter({ page, hub }) {
      await page.route(/\/v1\/threads/, () => NEVER);
      await page.goto(`${hub.url}/threads/thread_1`);
      await page.getByRole('log').locator('[aria-hidden]').first().waitFor();
    },
  },
  {
    name: 'missing-thread',
    complaint: /404/,
    async enter({ page, hub }) {
      await page.goto(`${hub.url}/threads/thread_1`);
      await page.getByRole('heading', { name: 'This conversation is not here' }).waitFor();
    },
  },
  {
    name: 'not-found',
    async enter({ page, hub }) {
      await page.goto(`${hub.url}/nowhere`);
      await page.getByRole('heading', { name: 'Nothing is here' }).waitFor();
    },
  },
  {
    name: 'unreachable',
    complaint: /503/,
    async enter({ page, hub }) {
      await page.route(/\/v1\/account/, (route) => route.fulfill({ status: 503, body: '' }));
      await page.goto(hub.url);
      await page.getByRole('button', { name: 'Try again' }).waitFor();
    },
  },
  {
    name: 'sign-in',
    complaint: /401/,
    async enter({ page, hub }) {
      const error = {
        message: 'This hub needs a token.',
        type: 'error',
        param: null,
        code: 'sign_in_required',
      };
      await page.route(/\/v1\/account/, (route) => route.fulfill({ status: 401, json: { error } }));
      await page.goto(hub.url);
      await page.getByLabel('Token').waitFor();
    },
  },
  { name: 'threads', only: 'phone', enter: openDrawer },
  { name: 'thread-menu', enter: openMenu },
  {
    name: 'thread-renaming',
    async enter(stage) {
      await chooseInMenu(stage, 'Rename');
      await stage.page.getByRole('textbox', { name: /^Title of/ }).waitFor();
    },
  },
  {
    name: 'thread-deleted',
    async enter(stage) {
      await chooseInMenu(stage, 'Delete');
      await stage.page.getByRole('button', { name: 'Undo' }).waitFor();
    },
  },
  ...['taught', 'nowhere to be found'].map((words, index): Screen => ({
    name: index === 0 ? 'thread-search' : 'thread-search-empty',
    async enter(stage) {
      await openDrawer(stage);
      await stage.page.getByRole('searchbox', { name: 'Search threads' }).fill(words);
      await stage.page
        .getByText(index === 0 ? '1 thread found' : /^Nothing found/)
        .first()
        .waitFor();
    },
  })),
  {
    name: 'agents',
    async enter({ page, hub }) {
      await page.goto(`${hub.url}/agents`);
      await page
        .getByRole('link', { name: /^Start a conversation with/ })
        .first()
        .waitFor();
    },
  },
  {
    name: 'agents-none-found',
    async enter({ page, hub }) {
      await page.goto(`${hub.url}/agents?search=nobody`);
      await page.getByRole('button', { name: 'Show all agents' }).waitFor();
    },
  },
  {
    name: 'agent-about',
    async enter({ page, hub }) {
      await page.goto(`${hub.url}/agents`);
      await page
        .getByRole('button', { name: /^About/ })
        .first()
        .click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'agent-menu',
    async enter({ page }) {
      await page.getByRole('button', { name: 'Change the agent' }).click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'another-agent',
    async enter(stage) {
      const { chat, page, hub } = stage;
      await finished(stage, 'Living well.');
      await page.getByRole('button', { name: 'Change the agent' }).click();
      await page.getByRole('menuitemradio', { name: 'Plain Answer' }).click();
      hub.model.answerWith(answerJson({ choices: [{ message: { role: 'assistant', content: 'A mean.' } }] }));
      await chat.textbox.fill('And courage?');
      await chat.sendButton.click();
      await page.getByText('A mean.').waitFor();
    },
  },
  {
    name: 'settings',
    async enter({ page, hub }) {
      await page.goto(`${hub.url}/settings`);
      await page.getByRole('region', { name: 'Data' }).waitFor();
    },
  },
  {
    name: 'delete-everything',
    async enter({ page, hub }) {
      await page.goto(`${hub.url}/settings`);
      await page.getByRole('button', { name: /^Delete everything/ }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  ...['', 'no such command'].map((words, index): Screen => ({
    name: index === 0 ? 'command-palette' : 'command-palette-empty',
    async enter({ chat, page }) {
      await chat.textbox.press('ControlOrMeta+k');
      await page.getByRole('dialog').getByRole('combobox').fill(words);
    },
  })),
  {
    name: 'shortcuts',
    async enter({ chat, page }) {
      await chat.textbox.waitFor();
      await page.getByRole('log').or(page.getByRole('heading').first()).first().click();
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
];
