import axe, { type AxeResults } from 'axe-core';
import { describe, expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat, type ChatPage } from '../support/chat-page.ts';
import { longAnswer } from '../support/long-answer.ts';
import { refuse, streamText } from '../support/model-answers.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';

const HELD_AFTER = 400;
const HELD = streamText(longAnswer(), { hold: { after: HELD_AFTER, until: new Promise(() => {}) } });

const hub = setUpHubWithModel();
const browser = setUpBrowser();
/** How a page gets into each of the states that are looked at. */
const STATES: Record<string, (chat: ChatPage) => Promise<unknown>> = {
  'the welcome': (chat) => chat.textbox.waitFor(),
  'a run that streams': async (chat) => {
    hub.model.answerWith(HELD);
    await chat.ask('What is virtue?');
    await chat.untilDeltas(HELD_AFTER);
  },
  'a run whose text is hidden': async (chat) => {
    hub.model.answerWith(HELD);
    await chat.showStreaming('Never');
    await chat.ask('What is virtue?');
    await chat.untilDeltas(HELD_AFTER);
  },
  'a run that is finished': async (chat) => {
    hub.model.answerWith(streamText(longAnswer().slice(0, 2_000)));
    await chat.ask('What is virtue?');
    await chat.untilEnded();
  },
  'a run that failed': async (chat) => {
    hub.model.answerWith(refuse(500, 'The model is overloaded.'));
    await chat.ask('What is virtue?');
    await chat.retryButton.waitFor();
  },
  'a run that was stopped': async (chat) => {
    hub.model.answerWith(HELD);
    await chat.ask('What is virtue?');
    await chat.untilDeltas(HELD_AFTER);
    await chat.stopButton.click();
    await chat.untilEnded();
  },
  'the settings': async (chat) => {
    const { page } = chat;
    await chat.showStreaming('Always');
    await page.goto(`${hub.url}/settings`);
    await page.getByRole('button', { name: 'Remove the choice for Assistant' }).waitFor();
  },
  'the settings, asking whether all shall be deleted': async ({ page }) => {
    await page.goto(`${hub.url}/settings`);
    await page.getByRole('button', { name: 'Delete everything' }).click();
    await page.getByRole('alertdialog', { name: 'Delete everything?' }).waitFor();
  },
  'the command palette': async ({ page, textbox }) => {
    await textbox.press('ControlOrMeta+k');
    await page.getByRole('option', { name: 'New conversation' }).waitFor();
  },
  'the command palette, with nothing found': async ({ page, textbox }) => {
    await textbox.press('ControlOrMeta+k');
    await page.getByRole('combobox').fill('Nothing has this name');
    await page.getByText('Nothing is called').waitFor();
  },
  'the list of shortcuts': async ({ page, textbox }) => {
    await textbox.waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor();
  },
};

async function findings({ page }: ChatPage): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}\n${target.join(' ')}\n${failureSummary}`),
  );
}

describe.each([
  ['a wide screen', { width: 1440, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
])('on %s', (_, viewport) => {
  it.each(Object.entries(STATES))('axe finds nothing in %s, dark or light', async (__, enter) => {
    const context = await browser.newContext({ viewport, colorScheme: 'light', reducedMotion: 'reduce' });
    const chat = await openChat(context, `${hub.url}/?agent=symposium/assistant/1.0.0`);
    await enter(chat);
    expect(await findings(chat), 'light').toEqual([]);
    await chat.page.emulateMedia({ colorScheme: 'dark' });
    expect(await findings(chat), 'dark').toEqual([]);
  });
});
