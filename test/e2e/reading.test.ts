import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { lettersOf, openChat } from '../support/chat-page.ts';
import { longAnswer } from '../support/long-answer.ts';
import { ChunkLimit, streamText } from '../support/model-answers.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';

const hub = setUpHubWithModel();
const browser = setUpBrowser();

const ASSISTANT = '/?agent=symposium/assistant/1.0.0';
const CHARACTERS_PER_CHUNK = 5;

const ANSWER = longAnswer().slice(0, 12_000);
const ALL_DELTAS = Math.ceil([...ANSWER].length / CHARACTERS_PER_CHUNK);

const topOf = (log: Locator) => log.evaluate((element) => element.scrollTop);
const distanceOf = (log: Locator) =>
  log.evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop);

it('stops following at one tick of the wheel, offers the new text, and returns to the end', async () => {
  const chat = await openChat(await browser.newContext(), hub.url + ASSISTANT);
  const { page } = chat;
  const limit = new ChunkLimit(600);
  hub.model.answerWith(streamText(ANSWER, { perSecond: 500, limit }));
  await chat.ask('What is virtue?');
  await chat.untilDeltas(300);
  const log = page.getByRole('log');
  await log.hover();
  expect(await distanceOf(log)).toBeLessThanOrEqual(2);
  await page.mouse.wheel(0, -120);
  const jump = page.getByRole('button', { name: /^Jump to latest/ });
  await jump.waitFor();
  const top = await topOf(log);
  await chat.untilDeltas(600);
  limit.raise(1_600);
  await chat.untilDeltas(1_600);
  expect(await topOf(log), 'it stays where it is').toBe(top);
  expect(await distanceOf(log)).toBeGreaterThan(500);
  expect(await jump.innerText(), 'no number that runs').toBe('Jump to latest');

  await jump.click();
  expect(await distanceOf(log)).toBeLessThanOrEqual(2);
  limit.raise(1_800);
  await chat.untilDeltas(1_800);
  await expect.poll(() => distanceOf(log), { message: 'it goes with the end again' }).toBeLessThanOrEqual(2);

  await page.mouse.move(640, 300);
  await page.mouse.wheel(0, -240);
  await jump.waitFor();
  limit.raise();
  await chat.untilEnded();
  await expect.poll(() => jump.innerText()).toContain('1 new message');
  await jump.click();
  await expect.poll(() => distanceOf(log)).toBeLessThanOrEqual(2);
  expect(await jump.count()).toBe(0);
  expect(await chat.deltas()).toBe(ALL_DELTAS);
});

it('keeps a selection in live text until after the end of the run, while the counter counts', async () => {
  const chat = await openChat(await browser.newContext(), hub.url + ASSISTANT);
  const { page } = chat;
  const limit = new ChunkLimit(5);
  hub.model.answerWith(streamText(`First.\n\nIt is living well, ${ANSWER}`, { perSecond: 500, limit }));
  await chat.ask('What is virtue?');
  await chat.untilDeltas(5);
  const open = chat.articles.nth(1).getByText('It is living');
  await open.dblclick({ position: { x: 8, y: 12 } });
  const selected = () => page.evaluate<string>('document.getSelection().toString().trim()');
  expect(await selected()).toBe('It');
  limit.raise();
  await chat.untilDeltas(1_000);
  expect(await selected()).toBe('It');
  expect(await chat.articles.nth(1).textContent()).not.toContain('Part 1');
  await chat.untilEnded();
  expect(await selected()).toBe('It');
  expect(await chat.deltas()).toBe(
    Math.ceil([...`First.\n\nIt is living well, ${ANSWER}`].length / CHARACTERS_PER_CHUNK),
  );

  await chat.textbox.click();
  const text = `First. It is living well, ${ANSWER}`;
  await expect
    .poll(async () => lettersOf((await chat.articles.nth(1).textContent()) ?? ''))
    .toContain(lettersOf(text));
});
