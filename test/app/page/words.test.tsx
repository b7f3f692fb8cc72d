import { screen } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { Page } from '../support/render-app.tsx';

let page: Page;

beforeEach(() => {
  page = new Page();
});

const NAMES = ['aria-label', 'title', 'placeholder', 'alt', 'aria-description', 'aria-roledescription'];

/** Words of the protocol and of the code. A person reads conversation, agent, version and server instead. */
const PROTOCOL_WORDS = /\b(?:threads?|forks?|forked|hub|assistants?|deltas?|chunks?|SSE|events?|cursors?)\b/i;

/** Names that stay in every version, although they contain a word of the protocol. */
const EXCEPTIONS = new Set(['Threads', 'Deltas received']);

/** All that a person can read or hear on the page. */
function interfaceTexts(): string[] {
  const named = [...document.querySelectorAll('*')].flatMap((element) =>
    NAMES.flatMap((name) => element.getAttribute(name) ?? []),
  );
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const read = [document.title];
  while (texts.nextNode()) read.push(texts.currentNode.textContent ?? '');
  return [...named, ...read];
}

function textsWithProtocolWords(): string[] {
  return interfaceTexts().filter((text) => PROTOCOL_WORDS.test(text) && !EXCEPTIONS.has(text));
}

it.each([
  ['/', 'New conversation'],
  ['/agents', 'Agents'],
  ['/settings', 'Settings'],
  ['/threads/thread_404', 'Conversation not found'],
  ['/nowhere', 'Page not found'],
])('%s uses the words of people, not of the protocol', async (path, heading) => {
  page.hub.addThread('On virtue');
  await page.open(path);
  await screen.findByRole('heading', { name: heading });
  await page.settle();
  expect(textsWithProtocolWords()).toEqual([]);
});

it('an open conversation uses the words of people, not of the protocol', async () => {
  const thread = page.hub.addThread('On virtue');
  page.hub.addMessage(thread.id, 'user', 'What is virtue?');
  page.hub.addMessage(thread.id, 'assistant', 'A habit.');
  await page.open(`/threads/${thread.id}`);
  await screen.findByText('A habit.');
  await page.settle();
  expect(textsWithProtocolWords()).toEqual([]);
});

it.each([
  ['Shortcuts', 'Shortcuts'],
  ['Agent and streaming display', 'Agents'],
])('the dialog of the button %s uses the words of people, not of the protocol', async (button, dialog) => {
  await page.open('/');
  await page.user.click(
    button === 'Shortcuts' ? screen.getByRole('button', { name: button }) : await screen.findByTitle(button),
  );
  await screen.findByRole('dialog', { name: dialog });
  expect(textsWithProtocolWords()).toEqual([]);
});

it('the command palette uses the words of people, not of the protocol', async () => {
  page.hub.addThread('On virtue');
  await page.open('/');
  await page.user.keyboard('{Control>}k{/Control}');
  await screen.findByRole('dialog', { name: 'Command palette' });
  await page.settle();
  expect(textsWithProtocolWords()).toEqual([]);
});
