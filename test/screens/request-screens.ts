import { chunk, frame, sendStream, streamText } from '../support/model-answers.ts';
import { ANSWER } from './content.ts';
import type { Screen, Stage } from './stage.ts';

const CALLS = ['postage', 'send_postcard'].map((name, index) => ({
  index,
  id: `call_${index}`,
  type: 'function',
  function: { name, arguments: '{"city":"Athens"}' },
}));

async function openAgent({ page, hub }: Stage, name: string): Promise<void> {
  await page.goto(`${hub.url}/?agent=symposium/${name}/1.0.0`);
}

/** Asks for a postcard, and waits until the agent asks whether it may send it. */
async function askForApproval(stage: Stage): Promise<void> {
  const { chat, page, hub } = stage;
  await openAgent(stage, 'postcard-example');
  hub.model.answerWith(
    sendStream(
      frame(chunk({ content: 'I look up the postage, and send the card.' })) +
        frame(chunk({ tool_calls: CALLS })) +
        frame(chunk({}, 'tool_calls')) +
        frame('[DONE]'),
    ),
    streamText('The card is not sent, as you wish. Its postage would be 1.65 €.'),
  );
  await chat.ask('What is the postage of a postcard to Athens? Send one.');
  await page.getByRole('button', { name: 'Approve' }).waitFor();
  await page.getByRole('button', { name: /^postage.*Done/ }).waitFor();
}

async function startDenial(stage: Stage): Promise<void> {
  await askForApproval(stage);
  await stage.page.getByRole('button', { name: 'Deny' }).click();
  await stage.page.getByRole('textbox', { name: /^Reason/ }).fill('Not before Monday');
}

async function askQuestions(stage: Stage): Promise<void> {
  const { chat, page, hub } = stage;
  await openAgent(stage, 'questions-example');
  hub.model.answerWith(streamText(ANSWER));
  await chat.ask('Plan a trip for us.');
  await page.getByRole('radio', { name: 'Delphi' }).waitFor();
}

/** What an agent asks the person, in all of its states. */
export const REQUEST_SCREENS: readonly Screen[] = [
  { name: 'approval', enter: askForApproval },
  { name: 'denial', enter: startDenial },
  {
    name: 'denied',
    async enter(stage) {
      await startDenial(stage);
      await stage.page.getByRole('button', { name: 'Deny' }).click();
      await stage.chat.untilEnded();
      await stage.page.getByRole('button', { name: 'Used 2 tools' }).click();
    },
  },
  { name: 'question', enter: askQuestions },
  {
    name: 'questions-answered',
    async enter(stage) {
      const { page, chat } = stage;
      await askQuestions(stage);
      stage.hub.model.answerWith(streamText('Begin at the temple, early.'));
      await page.getByRole('radio', { name: 'Delphi' }).check();
      await page.getByRole('button', { name: 'Send answer' }).click();
      await page.getByLabel('First day').fill('2026-12-01');
      await page.getByRole('checkbox', { name: 'We like to walk' }).check();
      await page.getByRole('button', { name: 'Send answer' }).click();
      await chat.untilEnded();
      await page.reload();
      await page.getByText('First day: 2026-12-01').waitFor();
    },
  },
  {
    name: 'form',
    async enter(stage) {
      const { page } = stage;
      await askQuestions(stage);
      await page.getByRole('radio', { name: 'Delphi' }).check();
      await page.getByRole('button', { name: 'Send answer' }).click();
      await page.getByRole('spinbutton', { name: 'Travelers' }).waitFor();
    },
  },
];
