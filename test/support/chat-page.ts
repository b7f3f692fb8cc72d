import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { RecordedEvent } from './hub-client.ts';

/** How long to wait for what must happen, in milliseconds. */
const PATIENCE = 60_000;
/** How often to look meanwhile. */
const INTERVAL = 20;

/** The page as a person uses it, by the names that hold in every version. */
export type ChatPage = ReturnType<typeof chatPage>;

/** Opens the client at a path of the hub. */
export async function openChat(context: BrowserContext, url: string): Promise<ChatPage> {
  const page = await context.newPage();
  await page.goto(url);
  return chatPage(page);
}

function chatPage(page: Page) {
  const textbox = page.getByRole('textbox', { name: 'Message' });
  const sendButton = page.getByRole('button', { name: 'Send message' });
  const stopButton = page.getByRole('button', { name: 'Stop', exact: true });
  const counter = page.getByLabel('Deltas received');
  const agentButton = page.getByTitle('Agent and streaming display');
  const articles = page.getByRole('log', { name: 'Conversation' }).getByRole('article');

  async function deltas(): Promise<number> {
    if ((await counter.count()) === 0) return 0;
    const text = await counter.innerText();
    expect(text, 'the counter holds the number alone').toMatch(/^\d+$/);
    return Number(text);
  }

  return {
    page,
    textbox,
    sendButton,
    counter,
    articles,
    stopButton,
    agentButton,
    retryButton: page.getByRole('button', { name: 'Retry' }),
    deltas,

    /** Writes a message, sends it, and gives the id of the thread that it is in. */
    async ask(question: string): Promise<string> {
      await textbox.fill(question);
      await sendButton.click();
      await page.waitForURL(/\/threads\//);
      return new URL(page.url()).pathname.split('/')[2] ?? '';
    },

    /** Waits until the counter has come so far, and gives its number. */
    async untilDeltas(atLeast: number): Promise<number> {
      await expect.poll(deltas, { timeout: PATIENCE, interval: INTERVAL }).toBeGreaterThanOrEqual(atLeast);
      return deltas();
    },

    /** Waits until no run is active any more, as far as the page knows. */
    async untilEnded(): Promise<void> {
      await sendButton.waitFor({ timeout: PATIENCE }); // while a message is written it is there during a run, too
      await stopButton.waitFor({ state: 'detached', timeout: PATIENCE });
    },

    /** The text of the whole page, hidden text included. */
    text: async () => (await page.locator('body').textContent()) ?? '',

    /** Chooses in the agent's menu how streamed text is shown. */
    async showStreaming(display: 'Auto' | 'Always' | 'Never'): Promise<void> {
      await agentButton.click();
      const group = page.getByRole('radiogroup', { name: 'Streaming display' });
      await group.getByRole('radio', { name: display }).click();
      await page.keyboard.press('Escape');
      await group.waitFor({ state: 'detached' });
    },

    /** Records each event of a run that the page's own EventSource gets, from now on. */
    async recordEvents(): Promise<RecordedEvent[]> {
      const events: RecordedEvent[] = [];
      const session = await page.context().newCDPSession(page);
      await session.send('Network.enable');
      session.on('Network.eventSourceMessageReceived', ({ eventId, data }) => {
        if (eventId === '') return; // of the account's events, which bear none
        events.push({ id: eventId, data, event: (JSON.parse(data) as RecordedEvent).event });
      });
      return events;
    },
  };
}

/**
 * The letters and digits of a text, of markdown as of what it is shown as, to compare the two: without
 * marks and spaces, and without what a page does not hold as text, such as the numbers of lists.
 */
export function lettersOf(text: string): string {
  return text
    .replace(/^\s*\d+\.\s/gm, '')
    .replace(/^```\w*$/gm, '')
    .replace(/\]\([^)]*\)/g, ']')
    .replace(/[^\p{L}\p{N}]+/gu, '');
}
