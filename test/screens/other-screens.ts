import { chooseInMenu, finished, openAgentPicker, openDrawer, openMenu, type Screen } from './stage.ts';
import { answerJson } from '../support/model-answers.ts';

/** The list of conversations, the agents, the settings, and what is shown above the page. */
export const OTHER_SCREENS: readonly Screen[] = [
  { name: 'threads', only: 'phone', enter: openDrawer },
  { name: 'thread-menu', enter: openMenu },
  {
    name: 'thread-renaming',
    async enter(stage) {
      await chooseInMenu(stage, 'Rename');
      await stage.page.getByRole('textbox', { name: /^Title of/ }).waitFor();
    },
  },
  {
    name: 'thread-deleted',
    async enter(stage) {
      await chooseInMenu(stage, 'Delete');
      await stage.page.getByRole('button', { name: 'Undo' }).waitFor();
    },
  },
  ...['taught', 'nowhere to be found'].map((words, index): Screen => ({
    name: index === 0 ? 'thread-search' : 'thread-search-empty',
    async enter(stage) {
      await openDrawer(stage);
      await stage.page.getByRole('searchbox', { name: 'Search conversations' }).fill(words);
      await stage.page
        .getByText(index === 0 ? '1 conversation' : /^No results/)
        .filter({ visible: true })
        .first()
        .waitFor();
    },
  })),
  {
    name: 'agents',
    async enter({ page, hub }) {
      await page.goto(`${hub.url}/agents`);
      await page
        .getByRole('link', { name: /^Start a conversation with/ })
        .first()
        .waitFor();
    },
  },
  {
    name: 'agents-none-found',
    async enter({ page, hub }) {
      await page.goto(`${hub.url}/agents?search=nobody`);
      await page.getByRole('button', { name: 'Show all agents' }).waitFor();
    },
  },
  {
    name: 'agent-about',
    async enter({ page, hub }) {
      await page.goto(`${hub.url}/agents`);
      await page
        .getByRole('button', { name: /^About/ })
        .first()
        .click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'agent-picker',
    enter: openAgentPicker,
  },
  {
    name: 'agent-picker-none-found',
    async enter(stage) {
      const { page } = stage;
      await openAgentPicker(stage);
      await page.getByRole('combobox', { name: 'Search agents' }).fill('nobody');
      await page.getByText('No agent matches').waitFor();
    },
  },
  {
    name: 'another-agent',
    async enter(stage) {
      const { chat, page, hub } = stage;
      await finished(stage, 'Living well.');
      await openAgentPicker(stage);
      await page.getByRole('option', { name: /^Plain Answer/ }).click();
      hub.model.answerWith(answerJson({ choices: [{ message: { role: 'assistant', content: 'A mean.' } }] }));
      await chat.textbox.fill('And courage?');
      await chat.sendButton.click();
      await page.getByText('A mean.').waitFor();
    },
  },
  {
    name: 'settings',
    async enter({ page, hub }) {
      await page.goto(`${hub.url}/settings`);
      await page.getByRole('region', { name: 'Data' }).waitFor();
    },
  },
  {
    name: 'settings-streaming',
    async enter(stage) {
      const { chat, page, hub } = stage;
      await openAgentPicker(stage);
      await page
        .getByRole('radiogroup', { name: 'Show thinking' })
        .getByRole('radio', { name: 'Never' })
        .click();
      await page.keyboard.press('Escape');
      await chat.agentButton.and(page.locator(':focus')).waitFor();
      await page.goto(`${hub.url}/settings`);
      await page.getByRole('button', { name: /^Remove the override/ }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'settings-terminal',
    async enter({ page, hub }) {
      await page.goto(`${hub.url}/settings`);
      await page.getByRole('button', { name: 'Show the command' }).click();
      await page.getByRole('button', { name: 'Copy the command' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'settings-terminal-revoke',
    async enter({ page, hub }) {
      await page.goto(`${hub.url}/settings`);
      await page.getByRole('button', { name: 'Show the command' }).click();
      await page.getByRole('button', { name: 'Revoke Terminal', exact: true }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'delete-everything',
    async enter({ page, hub }) {
      await page.goto(`${hub.url}/settings`);
      await page.getByRole('button', { name: /^Delete everything/ }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  ...['', 'no such command'].map((words, index): Screen => ({
    name: index === 0 ? 'command-palette' : 'command-palette-empty',
    async enter({ chat, page }) {
      await chat.textbox.press('ControlOrMeta+k');
      await page.getByRole('dialog').getByRole('combobox').fill(words);
    },
  })),
  {
    name: 'shortcuts',
    async enter({ chat, page }) {
      await chat.textbox.press('ControlOrMeta+/');
      await page.getByRole('dialog').waitFor();
    },
  },
];
