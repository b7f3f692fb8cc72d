import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { RecordedEvent } from './hub-client.ts';

/** Timeout for conditions that must become true, in milliseconds. */
const TIMEOUT = 60_000;
/** Poll interval in milliseconds. */
const INTERVAL = 20;
/** The closed or open rows of what an agent does, its texts, and what it asks. */
const PARTS = 'button[aria-expanded], article .prose, section[aria-labelledby] h2';

/** The page as a person uses it, by the names that stay the same in every version. */
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

    /** Writes and sends a message. Returns the id of its thread. */
    async ask(question: string): Promise<string> {
      await textbox.fill(question);
      await sendButton.click();
      await page.waitForURL(/\/threads\//);
      return new URL(page.url()).pathname.split('/')[2] ?? '';
    },

    /** Waits until the counter shows at least this number. Returns the number that it shows. */
    async untilDeltas(atLeast: number): Promise<number> {
      await expect.poll(deltas, { timeout: TIMEOUT, interval: INTERVAL }).toBeGreaterThanOrEqual(atLeast);
      return deltas();
    },

    /** Waits until the page shows no active run. */
    async untilEnded(): Promise<void> {
      await sendButton.waitFor({ timeout: TIMEOUT }); // it is also there during a run, while a message is written
      await stopButton.waitFor({ state: 'detached', timeout: TIMEOUT });
    },

    /** The rows, texts and requests of the conversation, in order, without times. The person's messages are left out. */
    async parts(): Promise<string[]> {
      const texts = await page.getByRole('log').locator(PARTS).allInnerTexts();
      return texts.map((text) =>
        text
          .replace(/\s+/g, ' ')
          .replace(/( for less than)? ?\d+ s$/, '')
          .replace(/ for$/, '')
          .trim(),
      );
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

    /** Records each event of a run that the page's EventSource receives from now on. */
    async recordEvents(): Promise<RecordedEvent[]> {
      const events: RecordedEvent[] = [];
      const session = await page.context().newCDPSession(page);
      await session.send('Network.enable');
      session.on('Network.eventSourceMessageReceived', ({ eventId, data }) => {
        if (eventId === '') return; // an account event, which has no id
        events.push({ id: eventId, data, event: (JSON.parse(data) as RecordedEvent).event });
      });
      return events;
    },
  };
}

/**
 * Returns the letters and digits of a text, so that markdown can be compared with the page that shows it: without
 * marks, spaces and what a page does not contain as text, such as the numbers of lists.
 */
export function lettersOf(text: string): string {
  return text
    .replace(/^\s*\d+\.\s/gm, '')
    .replace(/^```\w*$/gm, '')
    .replace(/\]\([^)]*\)/g, ']')
    .replace(/[^\p{L}\p{N}]+/gu, '');
}
