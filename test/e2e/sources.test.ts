import { expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { setUpBrowser } from '../support/browser.ts';
import { openChat } from '../support/chat-page.ts';
import { citedAnswer } from '../support/cited-answer.ts';
import { cutAfter, sendStream } from '../support/model-answers.ts';
import { setUpHub, setUpModel } from '../support/set-up-hub.ts';

const model = setUpModel();
const hub = setUpHub(() => ({ MODEL_BASE_URL: model.url, MODEL_NAME: 'test-model' }));
const browser = setUpBrowser();

const DELTAS = 4 + 2;
const RECEIPT = /6 deltas.* · 1,310 prompt tokens \(1,024 cached\) · 214 reply tokens \(120 thinking\)/;

const reply = (page: Page) => page.getByRole('article').nth(1);
const marks = (page: Page) =>
  reply(page)
    .locator('.prose')
    .getByRole('link', { name: /^Source / });
const list = (page: Page) => reply(page).getByRole('region', { name: 'Sources' }).getByRole('listitem');

it('the sources of a reply are numbers in its text and a list below it, also after a reload', async () => {
  model.answerWith(sendStream(citedAnswer()));
  const chat = await openChat(await browser.newContext(), `${hub.url}/?agent=symposium/assistant/1.0.0`);
  const { page } = chat;
  await chat.ask('Who was Socrates?');
  for (const reloads of [false, true]) {
    if (reloads) await page.reload();
    await expect.poll(() => marks(page).allInnerTexts(), { timeout: 30_000 }).toEqual(['1', '2']);
    expect(await list(page).allInnerTexts()).toEqual([
      'Socrates plato.stanford.edu',
      'Symposium by Plato gutenberg.org',
    ]);
    expect(await reply(page).locator('.prose p').first().innerText()).toMatch(/others\.1 .*banquet\.2$/);
    await page.getByText(RECEIPT).waitFor();
    if (!reloads) await expect.poll(chat.deltas, { timeout: 30_000 }).toBe(DELTAS);
  }
  const links = reply(page).locator('.prose sup a, section[aria-label="Sources"] a');
  const properties = await links.evaluateAll((all) =>
    all.map((link) => ['href', 'rel', 'target', 'aria-label'].map((name) => link.getAttribute(name))),
  );
  const [socrates, plato] = [
    'https://plato.stanford.edu/entries/socrates/',
    'https://www.gutenberg.org/ebooks/1600',
  ];
  expect(properties).toEqual([
    [socrates, 'noopener noreferrer', '_blank', 'Source 1: Socrates'],
    [plato, 'noopener noreferrer', '_blank', 'Source 2: Symposium by Plato'],
    [socrates, 'noopener noreferrer', '_blank', null],
    [plato, 'noopener noreferrer', '_blank', null],
  ]);
  await marks(page).first().focus();
  await page.keyboard.press('Tab');
  await expect
    .poll(() => page.evaluate('document.activeElement.ariaLabel'))
    .toBe('Source 2: Symposium by Plato');
});

it('the sources of a reply are listed while it streams, and its text has marks once it is complete', async () => {
  const whole = citedAnswer();
  const [before] = whole.split(/(?=data: [^\n]*"finish_reason":"stop")/);
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  model.answerWith(cutAfter(before!, released));
  const chat = await openChat(await browser.newContext(), `${hub.url}/?agent=symposium/assistant/1.0.0`);
  const { page } = chat;
  await chat.ask('Who was Socrates?');
  for (const reloads of [false, true]) {
    if (reloads) await page.reload();
    await expect.poll(() => list(page).count(), { timeout: 30_000 }).toBe(2);
    await expect.poll(chat.deltas, { timeout: 30_000 }).toBe(DELTAS);
    expect(await marks(page).count()).toBe(0);
  }
  release();
  await chat.untilEnded();
  await expect
    .poll(() => marks(page).allInnerTexts(), { message: 'of the reply that failed' })
    .toEqual(['1', '2']);
  expect(await list(page).count()).toBe(2);
});
