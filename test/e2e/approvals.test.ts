import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat, type ChatPage } from '../support/chat-page.ts';
import { chunk, frame } from '../support/model-answers.ts';
import type { ModelRequest } from '../support/model-server.ts';
import { setUpHub, setUpModel } from '../support/set-up-hub.ts';
import { StagedAnswers } from '../support/staged-answers.ts';
import { startToolServer, type ToolServer } from '../support/tool-server.ts';

const TIMEOUT = { timeout: 30_000 };

const thinks = (reasoning_content: string) => frame(chunk({ reasoning_content }));
const calls = (index: number, piece: object) => frame(chunk({ tool_calls: [{ index, ...piece }] }));
const says = (content: string) => frame(chunk({ content }));
const end = (reason: string) => frame(chunk({}, reason)) + frame('[DONE]');

/** The parts that the model sends, each after the test has released it. */
const CALLING = [
  thinks('They want post. ') + thinks('First the weather.'),
  calls(0, { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":' } }),
  calls(0, { function: { arguments: '"Athens"}' } }) +
    calls(1, { id: 'call_2', type: 'function', function: { name: 'postcard', arguments: '{"to":"Ana"}' } }) +
    end('tool_calls'),
];
const ANSWERING = [thinks('Both done.'), says('It is '), says('sent.') + end('stop')];

const WEATHER = 'weather {"city":"Athens"}';
const POSTCARD = 'postcard {"to":"Ana"}';
const CARD = 'Allow postcard to run?';
const WAITING = ['Thought', `${WEATHER} Done`, `${POSTCARD} Needs approval`, CARD];
const ANSWERED = ['Thought', 'Used 2 tools', 'Thought', 'It is sent.'];
const STOPPED = 'The server stopped during this reply. What had arrived by then is kept. Try again.';
const MAY_HAVE_RUN =
  'Error: the server was restarted while this tool ran. It may have run or not, and it was not run again.';

let tools: ToolServer;
let folder: string;

/** Two tools, which get their results from the test. One of them needs an approval. */
const agent = () => `
const tool = (name, approval) => ({
  description: name,
  parameters: { type: 'object' },
  ...(approval && { approval }),
  run: async () => (await fetch(\`${tools.url}/\${name}\`)).text(),
});
const tools = { weather: tool('weather'), postcard: tool('postcard', 'ask') };
export default async (env) => {
  await env.addReply(await env.runTools(await env.listMessages(), { tools }));
};`;

beforeAll(async () => {
  tools = await startToolServer();
  folder = await mkdtemp(join(tmpdir(), 'symposium-test-'));
  const place = join(folder, 'test', 'post', '1.0.0');
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'agent.ts'), agent());
  await writeFile(join(place, 'metadata.json'), JSON.stringify({ name: 'post', version: '1.0.0' }));
});
afterAll(async () => {
  await tools?.close();
  await rm(folder, { recursive: true, force: true });
});

const model = setUpModel();
const hub = setUpHub(() => ({ AGENTS_DIR: folder, MODEL_BASE_URL: model.url, MODEL_NAME: 'test-model' }));
const browser = setUpBrowser();

let chat: ChatPage;
let threadId: string;
let stages: StagedAnswers;
/** The number of requests that the model got before the test. */
let before: number;

/** The page shows the model thinking. */
beforeEach(async () => {
  browser.allow(/net::ERR_/); // the hub is killed, and pages are reloaded
  tools.reset();
  before = model.requests.length;
  stages = new StagedAnswers();
  model.answerWith(stages.answer(CALLING), stages.answer(ANSWERING));
  chat = await openChat(await browser.newContext(), `${hub.url}/?agent=test/post/1.0.0`);
  threadId = await chat.ask('Send post.');
  await expectShown(['Thinking'], 2);
});

/** The page shows exactly these parts in this order, the exact number of deltas, and what is asked once. */
async function expectShown(parts: readonly string[], deltas: number): Promise<void> {
  await expect.poll(chat.parts, TIMEOUT).toEqual(parts);
  await expect.poll(chat.deltas, TIMEOUT).toBe(deltas);
}

/** It is also the same after a reload. */
async function expectKept(parts: readonly string[], deltas: number): Promise<void> {
  await expectShown(parts, deltas);
  await chat.page.reload();
  await expectShown(parts, deltas);
}

/** Lets the model call both tools, and the one that needs no approval run. The page shows the request. */
async function callTools(): Promise<void> {
  stages.next();
  await expectShown(['Thought', 'weather {"city": Writing'], 3);
  stages.next();
  await tools.finish('weather', 'dry');
  await expectShown(WAITING, 6);
}

async function approve(): Promise<void> {
  await chat.page.getByRole('button', { name: 'Approve' }).click();
}

async function killAndRestart(): Promise<void> {
  await hub.process.kill('SIGKILL');
  await hub.process.restart();
}

/** Waits until the stream of the run has an event with this text. */
async function untilStreamed(text: string): Promise<void> {
  const client = hub.clientOf(chat);
  const { id } = await client.newestRun(threadId);
  for await (const { data } of client.events(threadId, id)) if (data.includes(text)) return;
  throw new Error(`The stream has ended without ${text}.`);
}

/** The page shows that the run has failed in words after these parts, and also after a reload. */
async function expectFailed(parts: readonly string[]): Promise<void> {
  for (const reloads of [false, true]) {
    if (reloads) await chat.page.reload();
    await chat.retryButton.waitFor();
    await expect.poll(chat.parts, TIMEOUT).toEqual(parts);
    expect(await chat.text()).toContain(STOPPED);
  }
}

/** Lets the model answer. The page then shows all of the run, and also after a reload. */
async function answer(): Promise<void> {
  await expectShown(['Thought', 'Used 2 tools'], 7);
  stages.next();
  await expectShown(['Thought', 'Used 2 tools', 'Thinking'], 8);
  stages.next();
  await expectShown(['Thought', 'Used 2 tools', 'Thought', 'It is'], 9);
  stages.next();
  await chat.untilEnded();
  await expectShown(ANSWERED, 10);
  await chat.page.reload();
  await expect.poll(chat.parts, TIMEOUT).toEqual(ANSWERED);
}

/** What the model got as the outputs of both tools. It was asked twice in all. */
function outputs(): unknown[] {
  const requests: readonly ModelRequest[] = model.requests.slice(before);
  expect(requests).toHaveLength(2);
  const sent = requests[1]!.body!.messages!.filter(({ role }) => role === 'tool');
  return sent.map(({ content }) => content);
}

it('a page that is reloaded at any point shows each part once, and the approved tool runs once', async () => {
  await expectKept(['Thinking'], 2);
  stages.next();
  await expectKept(['Thought', 'weather {"city": Writing'], 3);
  stages.next();
  await tools.untilRunning('weather');
  await expectKept(['Thought', `${WEATHER} Running`, `${POSTCARD} Needs approval`, CARD], 5);
  await tools.finish('weather', 'dry');
  await expectKept(WAITING, 6);
  await approve();
  await tools.untilRunning('postcard');
  await expectKept(['Thought', `${WEATHER} Done`, `${POSTCARD} Running`], 6);
  await tools.finish('postcard', 'on its way');
  await expectKept(['Thought', 'Used 2 tools'], 7);
  stages.next();
  await expectKept(['Thought', 'Used 2 tools', 'Thinking'], 8);
  stages.next();
  await expectKept(['Thought', 'Used 2 tools', 'Thought', 'It is'], 9);
  stages.next();
  await chat.untilEnded();
  await expectShown(ANSWERED, 10);
  await chat.page.reload();
  await expect.poll(chat.parts, TIMEOUT).toEqual(ANSWERED);
  expect(outputs()).toEqual(['dry', 'on its way']);
  expect([tools.runs('weather'), tools.runs('postcard')]).toEqual([1, 1]);
});

describe('if the hub is killed', () => {
  it('just after the approval was asked, before a page shows it, it is still asked', async () => {
    const address = chat.page.url();
    await chat.page.goto('about:blank');
    stages.next();
    await untilStreamed('"weather"');
    stages.next();
    await tools.untilRunning('weather');
    await untilStreamed('"submit_answers"');
    await killAndRestart();

    await chat.page.goto(address);
    await expectKept(['Thought', `${WEATHER} Failed`, `${POSTCARD} Needs approval`, CARD], 6);
    await approve();
    await tools.finish('postcard', 'on its way');
    await answer();
    expect(outputs()).toEqual([MAY_HAVE_RUN, 'on its way']);
    expect([tools.runs('weather'), tools.runs('postcard')]).toEqual([1, 1]);
  });

  it.each([
    ['while the approval waits', 1],
    ['while the approval waits, and again', 2],
  ])('%s, it is still asked, and the tool runs once', async (_, kills) => {
    await callTools();
    for (let kill = 0; kill < kills; kill++) {
      await killAndRestart();
      await expectKept(WAITING, 6);
    }
    await approve();
    await tools.finish('postcard', 'on its way');
    await answer();
    expect(outputs()).toEqual(['dry', 'on its way']);
    expect([tools.runs('weather'), tools.runs('postcard')]).toEqual([1, 1]);
  });

  it('just after the hub has accepted the approval, the tool does not run twice, and the model hears of it', async () => {
    await callTools();
    const accepted = chat.page.waitForResponse(/\/answers$/);
    await approve();
    expect((await accepted).status()).toBe(200);
    await killAndRestart();

    await answer();
    expect(outputs()).toEqual(['dry', MAY_HAVE_RUN]);
    expect(tools.runs('weather')).toBe(1);
    expect(tools.runs('postcard'), 'it may have begun before').toBeLessThanOrEqual(1);
  });

  it('while the approved tool runs, the tool does not run again, and the model hears of it', async () => {
    await callTools();
    await approve();
    await tools.untilRunning('postcard');
    await expectShown(['Thought', `${WEATHER} Done`, `${POSTCARD} Running`], 6);
    await killAndRestart();

    await answer();
    expect(outputs()).toEqual(['dry', MAY_HAVE_RUN]);
    expect([tools.runs('weather'), tools.runs('postcard')]).toEqual([1, 1]);
    await chat.page.getByRole('button', { name: 'Used 2 tools' }).click();
    await chat.page.getByRole('button', { name: /^postcard/ }).click();
    await chat.page.getByText(MAY_HAVE_RUN).waitFor();
  });

  it('while the model answers, the reply fails in words, and its text stays', async () => {
    await callTools();
    await approve();
    await tools.finish('postcard', 'on its way');
    await expectShown(['Thought', 'Used 2 tools'], 7);
    stages.next();
    await expectShown(['Thought', 'Used 2 tools', 'Thinking'], 8);
    stages.next();
    const shown = ['Thought', 'Used 2 tools', 'Thought', 'It is'];
    await expectShown(shown, 9);
    await killAndRestart();

    await expectFailed(shown);
    expect([tools.runs('weather'), tools.runs('postcard')]).toEqual([1, 1]);
    expect(outputs()).toEqual(['dry', 'on its way']);
  });
});
