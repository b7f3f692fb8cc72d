import { screen } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { Page } from '../support/render-app.tsx';

let page: Page;

beforeEach(() => {
  page = new Page();
});

const NAMES = ['aria-label', 'title', 'placeholder', 'alt', 'aria-description'];

/** All that a person reads or hears on the page. */
function words(): string[] {
  const named = [...document.querySelectorAll('*')].flatMap((element) =>
    NAMES.flatMap((name) => element.getAttribute(name) ?? []),
  );
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const read: string[] = [];
  while (texts.nextNode()) read.push(texts.currentNode.textContent ?? '');
  return [...named, ...read];
}

it.each([
  ['/', 'New conversation'],
  ['/agents', 'Agents'],
  ['/settings', 'Settings'],
  ['/threads/thread_404', 'Conversation not found'],
])('%s has one word for a conversation', async (path, heading) => {
  page.hub.addThread('On virtue');
  await page.open(path);
  await screen.findByRole('heading', { name: heading });
  await page.settle();
  // The name of the list is one that holds.
  expect(words().filter((text) => /\bthreads?\b/i.test(text) && text !== 'Threads')).toEqual([]);
});

it('the shortcuts have one word for a conversation', async () => {
  await page.open('/');
  await page.user.click(screen.getByRole('button', { name: 'Shortcuts' }));
  await screen.findByRole('dialog', { name: 'Shortcuts' });
  expect(words().filter((text) => /\bthreads?\b/i.test(text) && text !== 'Threads')).toEqual([]);
});
