import { expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat } from '../support/chat-page.ts';
import { chunk, frame, sendStream } from '../support/model-answers.ts';
import { setUpHub, setUpModel } from '../support/set-up-hub.ts';
import { StagedAnswers } from '../support/staged-answers.ts';

const model = setUpModel();
const hub = setUpHub(() => ({ MODEL_BASE_URL: model.url, MODEL_NAME: 'test-model' }));
const browser = setUpBrowser();

const thinks = (reasoning_content: string) => frame(chunk({ reasoning_content }));
const calls = (index: number, piece: object) => frame(chunk({ tool_calls: [{ index, ...piece }] }));
const END = frame('[DONE]');

/** The parts that the model sends, each after the test has released it. */
const CALLING = [
  thinks('Two cities. ') + thinks('Ask both.'),
  calls(0, { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":' } }),
  calls(0, { function: { arguments: '"Athens"}' } }) +
    calls(1, { id: 'call_2', type: 'function', function: { name: 'clock', arguments: '{"zone":"UTC"}' } }) +
    frame(chunk({}, 'tool_calls')) +
    END,
];
const ANSWERING = [
  thinks('Both dry.'),
  frame(chunk({ content: 'It is ' })),
  frame(chunk({ content: 'dry.' })) + frame(chunk({}, 'stop')) + END,
];

it('thinking, tool calls and their outputs are shown once, in order, however often the page is reloaded', async () => {
  browser.allow(/net::ERR_/); // the hub is killed
  const stages = new StagedAnswers();
  model.answerWith(stages.answer(CALLING), stages.answer(ANSWERING));
  const chat = await openChat(await browser.newContext(), hub.url);
  const { page } = chat;
  const client = hub.clientOf(chat);
  await page.goto(`${hub.url}/?agent=${await client.createAssistant('Weather', ['weather', 'clock'])}`);
  const threadId = await chat.ask('Is it dry in Athens?');

  async function expectShown(texts: string[], deltas: number): Promise<void> {
    for (const reloads of [false, true]) {
      if (reloads) await page.reload();
      await expect.poll(chat.parts, { timeout: 30_000 }).toEqual(texts);
      await expect.poll(chat.deltas, { timeout: 30_000 }).toBe(deltas);
    }
  }

  await expectShown(['Thinking'], 2);
  stages.next();
  await expectShown(['Thought', 'weather {"city": Writing'], 3);
  stages.next();
  const waiting = ['weather {"city":"Athens"} Waiting', 'clock {"zone":"UTC"} Waiting'];
  await expectShown(['Thought', ...waiting], 5);

  await hub.process.kill('SIGKILL');
  await hub.process.restart();
  await expectShown(['Thought', ...waiting], 5);

  stages.next();
  const { id: runId } = await client.newestRun(threadId);
  await client.submitToolOutputs(threadId, runId, { call_1: '21 degrees', call_2: '08:00' });
  await expectShown(['Thought', 'Used 2 tools', 'Thinking'], 7);
  stages.next();
  await expectShown(['Thought', 'Used 2 tools', 'Thought', 'It is'], 8);
  stages.next();
  await chat.untilEnded();
  const all = ['Thought', 'Used 2 tools', 'Thought', 'It is dry.'];
  expect(await chat.parts()).toEqual(all);
  expect(await chat.deltas()).toBe(9);
  await page.reload();
  await expect.poll(chat.parts, { timeout: 30_000 }).toEqual(all);

  await page.getByRole('button', { name: 'Used 2 tools' }).click();
  await page.getByRole('button', { name: /^weather/ }).click();
  await page.getByText('21 degrees').waitFor();
  expect(await page.getByText('Two cities.').count(), 'what is closed is not in the document').toBe(0);
});

it('a stream with every kind leaves the reference’s own client with exactly the text', async () => {
  model.answerWith(
    sendStream(
      thinks('Hm.') +
        frame(chunk({ content: 'It ' })) +
        frame(chunk({ content: 'is.' })) +
        frame(chunk({}, 'stop')) +
        END,
    ),
  );
  const chat = await openChat(await browser.newContext(), `${hub.url}/?agent=symposium/assistant/1.0.0`);
  const threadId = await chat.ask('Is it?');
  await chat.untilEnded();
  const { id } = await hub.clientOf(chat).newestRun(threadId);
  const text = await chat.page.evaluate(
    ([thread, run]) =>
      new Promise<string>((resolve) => {
        let streamed = '';
        const eventSource = new EventSource(`/api/v1/threads/${thread}/stream/${run}`);
        eventSource.addEventListener('message', (event) => {
          const data = JSON.parse(String(event.data));
          switch (data.event) {
            case 'thread.message.delta': {
              if (!data?.data?.delta?.content) return;
              const { content } = data.data.delta;
              if (content.length === 0 || !content[0]?.text?.value) return;
              streamed += content[0].text.value;
              break;
            }
            case 'thread.run.completed':
              eventSource.close();
              resolve(streamed);
          }
        });
      }),
    [threadId, id],
  );
  expect(text).toBe('It is.');
});
