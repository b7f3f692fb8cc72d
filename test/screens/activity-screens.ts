import { chunk, frame, sendStream, stallAfter, streamCall } from '../support/model-answers.ts';
import { QUESTION, type Screen, type Stage } from './stage.ts';

const THOUGHTS = [
  'The person asks for a definition. ',
  'I should not give one too quickly: **living well** can mean pleasure, honour or virtue, ',
  'and each has its own cases.\n\n1. Begin with what most people say.\n2. Ask what is missing.',
];
const thinking = () => THOUGHTS.map((text) => frame(chunk({ reasoning_content: text }))).join('');
const END = frame(chunk({}, 'stop')) + frame('[DONE]');
const CALLS = [
  { name: 'get_weather', arguments: '{"city":"Athens","unit":"celsius","days":3}' },
  { name: 'get_time', arguments: '{"zone":"Europe/Athens"}' },
];
const calls = () =>
  CALLS.map((called, index) =>
    frame(chunk({ tool_calls: [{ index, id: `call_${index}`, type: 'function', function: called }] })),
  ).join('');

/** Creates an assistant with two functions, and opens a new conversation with it. */
async function openAssistant({ page, hub }: Stage): Promise<void> {
  const id = await hub.clientOf({ page }).createAssistant('Weather', ['get_weather', 'get_time']);
  await page.goto(`${hub.url}/?agent=${id}`);
}

/** Asks, and waits until the run waits for the outputs of two calls. Returns the id of the thread. */
async function callTools(stage: Stage): Promise<string> {
  const { chat, page, hub } = stage;
  await openAssistant(stage);
  hub.model.answerWith(
    sendStream(thinking() + calls() + frame(chunk({}, 'tool_calls')) + frame('[DONE]')),
    sendStream(
      frame(chunk({ reasoning_content: 'Dry.' })) +
        frame(chunk({ content: 'It is dry and warm in Athens.' })) +
        END,
    ),
  );
  const threadId = await chat.ask('What is the weather in Athens?');
  await page.getByRole('button', { name: /^get_time/ }).waitFor();
  await page
    .getByRole('log')
    .getByText(/^Waiting for the results of/)
    .waitFor();
  return threadId;
}

/** Submits the outputs of both calls, and waits for the answer. */
async function answerTools(stage: Stage): Promise<void> {
  const { chat, page, hub } = stage;
  const threadId = await callTools(stage);
  const client = hub.clientOf({ page });
  const { id: runId } = await client.newestRun(threadId);
  const outputs = { call_0: '{"temperature":21,"rain":false}', call_1: '08:00' };
  await client.submitToolOutputs(threadId, runId, outputs);
  await page.getByText('It is dry and warm in Athens.').waitFor();
  await chat.untilEnded();
}

/** Lets an agent run another one twice, and opens the first row. Both runs stop in the middle of their answers. */
async function runOthers({ chat, page, hub }: Stage): Promise<void> {
  const half = thinking() + frame(chunk({ content: 'Virtue is **knowledge**, and what is known' }));
  hub.model.answerWith(stallAfter(half), stallAfter(half));
  await page.goto(`${hub.url}/?agent=symposium/debate-example/1.0.0`);
  await chat.ask('Can virtue be taught?');
  await page.getByRole('button', { name: /^Runs/ }).nth(1).waitFor();
  await page.getByRole('button', { name: /^Runs/ }).first().click();
  await page.getByText('and what is known').waitFor();
}

/** Lets an agent run another one twice, to the end, and opens the first row. */
async function readOthers({ chat, page, hub }: Stage): Promise<void> {
  const side = (text: string) =>
    sendStream(frame(chunk({ reasoning_content: 'From cases.' })) + frame(chunk({ content: text })) + END);
  hub.model.answerWith(
    side('Virtue is knowledge, and what is known can be taught.'),
    side('Virtue is knowledge, and what is known can be taught.'),
    side('It can, if there are teachers.'),
  );
  await page.goto(`${hub.url}/?agent=symposium/debate-example/1.0.0`);
  await chat.ask('Can virtue be taught?');
  await page.getByText('It can, if there are teachers.').waitFor();
  await chat.untilEnded();
  await page
    .getByRole('button', { name: /^Runs .* Done$/ })
    .first()
    .click();
  await page.getByText('what is known can be taught').waitFor();
}

/** Thinking, tool calls and runs of other agents, in all of their states. */
export const ACTIVITY_SCREENS: readonly Screen[] = [
  {
    name: 'thinking',
    async enter({ chat, page, hub }) {
      hub.model.answerWith(stallAfter(thinking()));
      await chat.ask(QUESTION);
      await page.getByRole('button', { name: /^Thinking/ }).click();
      await page.getByText('Ask what is missing').waitFor();
    },
  },
  {
    name: 'awaiting-tools',
    async enter(stage) {
      const { chat, page, hub } = stage;
      await openAssistant(stage);
      hub.model.answerWith(streamCall('call_1', 'get_weather'));
      await chat.ask('What is the weather in Athens?');
      await page
        .getByRole('log')
        .getByText(/^Waiting for the result of get_weather/)
        .waitFor();
    },
  },
  {
    name: 'tool-calls',
    async enter(stage) {
      await callTools(stage);
      await stage.page.getByRole('button', { name: /^get_weather/ }).click();
    },
  },
  { name: 'tools-used', enter: answerTools },
  {
    name: 'tool-output',
    async enter(stage) {
      await answerTools(stage);
      await stage.page.getByRole('button', { name: 'Used 2 tools' }).click();
      await stage.page.getByRole('button', { name: /^get_weather/ }).click();
    },
  },
  { name: 'running-agents', enter: runOthers },
  { name: 'agents-used', enter: readOthers },
];
