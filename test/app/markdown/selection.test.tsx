import { act, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { Page } from '../support/render-app.tsx';

let page: Page;

beforeEach(async () => {
  page = new Page();
  await page.open('/');
  await page.write('What is virtue?');
  await page.connect();
});

function reply(): HTMLElement {
  const article = screen.getAllByRole('article')[1];
  if (!article) throw new Error('There is no reply.');
  return article;
}

/** Selects a word in the document. */
async function select(word: string): Promise<void> {
  const walker = document.createTreeWalker(reply(), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.textContent?.indexOf(word) ?? -1;
    if (at >= 0)
      document.getSelection()?.setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + word.length);
  }
  await change();
}

async function deselect(): Promise<void> {
  document.getSelection()?.removeAllRanges();
  await change();
}

async function change(): Promise<void> {
  act(() => void document.dispatchEvent(new Event('selectionchange')));
  await page.settle();
}

describe('a selection in live text', () => {
  it('stays while the counter continues, and the text catches up when the selection is cleared', async () => {
    await page.deltas('msg_a', 'First.\n\n', 'It is living');
    await select('living');
    await page.deltas('msg_a', ' **well**', ', he said.\n\nAnd', ' more.');
    expect(page.counter).toBe('5');
    expect(reply()).toHaveTextContent(/It is living$/);
    expect(document.getSelection()?.toString()).toBe('living');
    await deselect();
    expect(reply()).toHaveTextContent(/It is living well, he said\.\s*And more\.$/);
  });

  it('stays when the message ends, and the message is complete when the selection is cleared', async () => {
    await page.deltas('msg_a', 'It is living');
    await select('living');
    await page.deltas('msg_a', ' well.');
    await page.message('msg_a', 'It is living well.');
    await page.status('completed');
    expect(document.getSelection()?.toString()).toBe('living');
    expect(reply()).not.toHaveTextContent('well');
    await deselect();
    expect(reply()).toHaveTextContent('It is living well.');
  });

  it('does not pause the text if it is in a complete block', async () => {
    await page.deltas('msg_a', 'First.\n\n', 'It is');
    await select('First');
    await page.deltas('msg_a', ' living well.');
    expect(reply()).toHaveTextContent('It is living well.');
    expect(document.getSelection()?.toString()).toBe('First');
  });

  it('pauses the text from the moment that the pointer is pressed', async () => {
    await page.deltas('msg_a', 'It is living');
    await page.user.pointer({ keys: '[MouseLeft>]', target: screen.getByText('It is living') });
    await page.deltas('msg_a', ' well.');
    expect(reply()).not.toHaveTextContent('well');
    await page.user.pointer({ keys: '[/MouseLeft]' });
    await deselect();
    expect(reply()).toHaveTextContent('It is living well.');
  });

  it('is cleared with a discarded draft', async () => {
    await page.deltas('msg_a', 'It is living');
    await select('living');
    await page.message('msg_a', 'It is living', 'discarded');
    await page.deltas('msg_b', 'It is not.');
    expect(reply()).toHaveTextContent('It is not.');
  });
});
