import { expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat } from '../support/chat-page.ts';
import { chunk, frame } from '../support/model-answers.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';
import { StagedAnswers } from '../support/staged-answers.ts';

const hub = setUpHubWithModel();
const browser = setUpBrowser();

const CALLS = ['postage', 'send_postcard'].map((name, index) => ({
  index,
  id: `call_${index}`,
  type: 'function',
  function: { name, arguments: '{"city":"Athens"}' },
}));
const end = (reason: string) => frame(chunk({}, reason)) + frame('[DONE]');

/** Records what the page announces to screen readers: the text of each live region when it changes. */
const RECORD_ANNOUNCEMENTS = `
globalThis.announced = [];
addEventListener('DOMContentLoaded', () => {
  const last = new Map();
  const read = () => {
    for (const region of document.querySelectorAll('[aria-live="polite"], [role="alert"]')) {
      const words = region.textContent.trim();
      if (words !== '' && words !== last.get(region)) announced.push(words);
      last.set(region, words);
    }
  };
  new MutationObserver(read).observe(document, { subtree: true, childList: true, characterData: true });
});`;

const REPLYING = 'Postcard Writer is replying.';
const THINKING = 'Postcard Writer is thinking.';
const WAITING = 'Postcard Writer is waiting for your answer.';
const RUNNING = 'Postcard Writer is running postage, send_postcard.';
const REPLIED = 'Postcard Writer has replied.';

it('an approval is heard, read, and denied with a reason, by keyboard alone', async () => {
  const stages = new StagedAnswers();
  hub.model.answerWith(
    stages.answer([
      '',
      frame(chunk({ reasoning_content: 'A card.' })),
      frame(chunk({ tool_calls: CALLS })) + end('tool_calls'),
    ]),
    stages.answer([frame(chunk({ content: 'It is not sent.' })) + end('stop')]),
  );
  const context = await browser.newContext();
  await context.addInitScript(RECORD_ANNOUNCEMENTS);
  const chat = await openChat(context, `${hub.url}/?agent=symposium/postcard-example/1.0.0`);
  const { page } = chat;
  const { keyboard } = page;
  const heard = () => page.evaluate<string[]>('announced');
  /** The role and the name of what has the focus, as a screen reader says them. */
  const focused = () => page.locator(':focus').ariaSnapshot();

  await expect.poll(focused).toContain('textbox "Message"');
  await keyboard.type('Send a card to Athens.');
  await keyboard.press('Enter');
  await expect.poll(heard).toEqual([REPLYING]);
  stages.next();
  await expect.poll(heard).toEqual([REPLYING, THINKING]);
  stages.next();
  const card = page.getByRole('region', { name: 'Allow send_postcard to run?' });
  await card.waitFor();
  await expect.poll(async () => (await heard()).at(-1)).toBe(WAITING);
  expect((await card.ariaSnapshot()).split('\n').map((line) => line.trim())).toEqual([
    '- region "Allow send_postcard to run?":',
    '- heading "Allow send_postcard to run?" [level=2]',
    '- group "Arguments": "{ \\"city\\": \\"Athens\\" }"',
    '- button "Approve"',
    '- button "Deny"',
    '- button "Always in this conversation"',
  ]);

  const reached: string[] = [];
  for (let steps = 0; steps < 4; steps++) {
    await keyboard.press('Shift+Tab');
    reached.unshift(await focused());
  }
  expect(reached).toEqual([
    '- group "Arguments": "{ \\"city\\": \\"Athens\\" }"',
    '- button "Approve"',
    '- button "Deny"',
    '- button "Always in this conversation"',
  ]);
  for (let steps = 0; steps < 2; steps++) await keyboard.press('Tab');
  await keyboard.press('Enter');
  expect(await focused()).toBe('- textbox "Reason for the agent, if you like"');
  await keyboard.type('Not before Monday');
  await keyboard.press('Enter');
  await card.waitFor({ state: 'detached' });
  expect(await focused(), 'the focus is not lost').toContain('textbox "Message"');
  await expect.poll(async () => (await heard()).at(-1)).toBe(REPLYING);
  stages.next();
  await chat.untilEnded();
  await expect.poll(async () => (await heard()).at(-1)).toBe(REPLIED);
  const announced = (await heard()).filter((words) => words !== RUNNING); // if the tools take long enough
  expect(announced).toEqual([REPLYING, THINKING, WAITING, REPLYING, REPLIED]);
  await page.getByRole('button', { name: 'Used 2 tools' }).focus();
  await keyboard.press('Enter');
  expect(await page.getByRole('button', { name: /^send_postcard.*Denied$/ }).count()).toBe(1);
});
