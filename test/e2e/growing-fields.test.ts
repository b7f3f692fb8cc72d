import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat, type ChatPage } from '../support/chat-page.ts';
import { streamText } from '../support/model-answers.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';

const hub = setUpHubWithModel();
const browser = setUpBrowser();

const lines = (count: number) => Array.from({ length: count }, (_, index) => `Line ${index + 1}`).join('\n');

interface Measured {
  /** The height of the field, in pixels, and of the text in it. */
  height: number;
  text: number;
  /** The distance from the end of the visible part to the last line, in pixels. */
  hidden: number;
  lineHeight: number;
}

function measure(field: Locator): Promise<Measured> {
  return field.evaluate((textarea) => {
    const { lineHeight } = textarea.ownerDocument.defaultView!.getComputedStyle(textarea);
    const { clientHeight, scrollHeight, scrollTop } = textarea;
    return {
      height: clientHeight,
      text: scrollHeight,
      hidden: scrollHeight - clientHeight - scrollTop,
      lineHeight: parseFloat(lineHeight),
    };
  });
}

/** Simulates a browser without `field-sizing: content`. */
async function withoutFieldSizing(page: Page): Promise<void> {
  await page.route(/\.css$/, async (route) => {
    const response = await route.fetch();
    const css = await response.text();
    await route.fulfill({ response, body: css.replaceAll('field-sizing:content', 'field-sizing:unknown') });
  });
  await page.reload();
}

async function openAt(width: number, sizing: string): Promise<ChatPage> {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const chat = await openChat(context, `${hub.url}/?agent=symposium/assistant/1.0.0`);
  if (sizing === 'replica') await withoutFieldSizing(chat.page);
  await chat.textbox.waitFor();
  const isSized = await chat.textbox.evaluate(
    (field) =>
      field.ownerDocument.defaultView!.getComputedStyle(field).getPropertyValue('field-sizing') === 'content',
  );
  expect(isSized).toBe(sizing === 'browser');
  return chat;
}

const SIZES = [1440, 390].flatMap((width) =>
  ['browser', 'replica'].map((sizing) => [width, sizing] as const),
);

describe.each(SIZES)('at %d px, sized by the %s', (width, sizing) => {
  it('the message box is as high as its text, up to 40 % of the window, and keeps the caret in view', async () => {
    const { page, textbox } = await openAt(width, sizing);
    const empty = await measure(textbox);
    for (const count of [1, 2, 12]) {
      await textbox.fill(lines(count));
      const filled = await measure(textbox);
      expect(filled.height, `${count} lines`).toBeCloseTo(empty.height + (count - 1) * empty.lineHeight, -1);
      expect(filled.text, `${count} lines are all in view`).toBe(filled.height);
    }
    await textbox.fill(lines(40));
    const most = await measure(textbox);
    expect(most.height).toBeCloseTo(0.4 * 900, -1);
    expect(most.text).toBeGreaterThan(40 * empty.lineHeight);
    await textbox.press('End');
    await page.keyboard.type('!');
    expect((await measure(textbox)).hidden, 'the caret is in view').toBeLessThan(empty.lineHeight);
    expect((await textbox.boundingBox())!.y, 'the top of the box is in view').toBeGreaterThan(0);
    await textbox.fill('');
    expect((await measure(textbox)).height).toBe(empty.height);
  });

  it('a long line wraps in the message box and makes it higher', async () => {
    const { textbox } = await openAt(width, sizing);
    const { height, lineHeight } = await measure(textbox);
    for (const text of ['word '.repeat(60), 'Donaudampfschiff'.repeat(20)]) {
      await textbox.fill(text);
      const filled = await measure(textbox);
      expect(filled.height).toBeGreaterThanOrEqual(height + 2 * lineHeight - 1);
      expect(filled.text).toBe(filled.height);
    }
  });

  it('the edit box is as high as its text', async () => {
    const chat = await openAt(width, sizing);
    hub.model.answerWith(streamText('It is living well.'));
    await chat.ask('What is virtue?');
    await chat.untilEnded();
    await chat.articles.nth(0).hover();
    await chat.page.getByRole('button', { name: 'Edit message' }).click();
    const field = chat.page.getByRole('textbox', { name: 'Edit message' });
    const one = await measure(field);
    for (const count of [1, 2, 12, 40]) {
      await field.fill(lines(count));
      const filled = await measure(field);
      expect(filled.height, `${count} lines`).toBeCloseTo(one.height + (count - 1) * one.lineHeight, -1);
      expect(filled.text, `${count} lines are all there`).toBe(filled.height);
    }
  });
});
