import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../src/protocol/message.ts';
import { startCuttingProxy, type CuttingProxy } from '../support/cutting-proxy.ts';
import { freePort } from '../support/free-port.ts';
import { createHubClient } from '../support/hub-client.ts';
import { startHub, type HubProcess } from '../support/hub-process.ts';
import { ChunkLimit, refuse, neverAnswer, streamCall, streamText } from '../support/model-answers.ts';
import { startModelServer, type ModelServer } from '../support/model-server.ts';
import { runProgram, startProgram } from './support/run-program.ts';

const SOCRATES = 'Ἓν οἶδα ὅτι οὐδὲν οἶδα. 🏛️\r\n\n```\ncode\n```\n'.repeat(30);
const PLATO = '徳は教えられるか。 — “καλοκἀγαθία”\n'.repeat(40);
const RUN = ['agent', 'run', 'symposium/streaming-example', '--stream'];
const QUESTION = 'What is virtue?\n';

let model: ModelServer;
let hub: HubProcess;
let line: CuttingProxy;

beforeAll(async () => {
  model = await startModelServer(neverAnswer());
  hub = await startHub({ MODEL_BASE_URL: model.url, MODEL_NAME: 'test-model' });
  line = await startCuttingProxy(hub.url);
});
afterAll(async () => {
  await line.stop();
  await hub.stop();
  await model.stop();
});

/** The agent's messages in the thread that the program names. */
async function repliesIn(stderr: string): Promise<string[]> {
  const [, threadId = ''] = /Conversation (thread_[\w-]+)/.exec(stderr) ?? [];
  const messages = await createHubClient(hub.url).messages(threadId);
  return messages.filter(({ role }) => role === 'assistant').map(({ content }) => textOf(content));
}

describe('the text of a run in a pipe', () => {
  it('is byte for byte the text of the messages', async () => {
    model.answerWith(streamText(SOCRATES), streamText(PLATO));
    const { code, stdout, stderr } = await runProgram(RUN, { hub: line.url, input: QUESTION });
    expect(await repliesIn(stderr)).toEqual([SOCRATES, PLATO]);
    expect(stdout).toBe(`${SOCRATES}\n\n${PLATO}\n`);
    expect(code).toBe(0);
  });

  it('is the same when its stream is cut again and again', async () => {
    model.answerWith(streamText(SOCRATES, { perSecond: 250 }), streamText(PLATO, { perSecond: 250 }));
    const program = startProgram(RUN, { hub: line.url, input: QUESTION });
    for (const length of [1, 200, 700]) {
      await program.untilWritten(length);
      line.cutNext(150);
      line.cut();
    }
    const { code, stdout, stderr } = await program.ended;
    line.cutNext(Infinity);
    expect(await repliesIn(stderr)).toEqual([SOCRATES, PLATO]);
    expect(stdout).toBe(`${SOCRATES}\n\n${PLATO}\n`);
    expect(code).toBe(0);
  });

  it('is the text of the messages when the hub is killed and restarted in the middle', async () => {
    model.answerWith(streamText(SOCRATES), streamText(PLATO, { limit: new ChunkLimit(50) }));
    const program = startProgram(RUN, { hub: line.url, input: QUESTION });
    await program.untilWritten(SOCRATES.length + 50);
    await hub.kill('SIGKILL');
    await hub.restart();
    const { code, stdout, stderr } = await program.ended;
    const replies = await repliesIn(stderr);
    expect(replies[0]).toBe(SOCRATES);
    expect(PLATO.startsWith(replies[1]!)).toBe(true);
    expect(stdout).toBe(`${replies.join('\n\n')}\n`);
    expect(stderr).toContain('The reply failed: ');
    expect(code).toBe(1);
  });
});

it('writes only the final messages without --stream, and accepts the message as an option', async () => {
  model.answerWith(streamText('A plan.'), streamText('The answer.'));
  const run = await runProgram(['agent', 'run', 'symposium/quiet-example', '-m', 'What is virtue?'], {
    hub: hub.url,
  });
  expect(run).toMatchObject({ code: 0, stdout: 'The answer.\n' });
});

it('writes each event as a line with --json, as the hub sent it', async () => {
  model.answerWith(streamText('Living well.'));
  const { code, stdout, stderr } = await runProgram(
    ['agent', 'run', 'symposium/assistant', '--json', '-m', 'What is a good life?'],
    { hub: hub.url },
  );
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  const [, threadId = ''] = /Conversation (thread_[\w-]+)/.exec(stderr) ?? [];
  const client = createHubClient(hub.url);
  const { id } = await client.newestRun(threadId);
  const sent = [];
  for await (const event of client.events(threadId, id))
    sent.push({ id: event.id, ...JSON.parse(event.data) });
  expect(lines.map((text) => JSON.parse(text))).toEqual(sent);
  expect(sent.at(-1)).toMatchObject({ event: expect.stringMatching(/^thread\.run\./) });
});

it('finds an agent by the name in its id', async () => {
  model.answerWith(streamText('Living well.'));
  const args = ['agent', 'run', 'assistant', '-m', 'What is a good life?'];
  expect(await runProgram(args, { hub: hub.url })).toMatchObject({ code: 0, stdout: 'Living well.\n' });
});

it('writes the whole output when the run fails, however slow the reader is', async () => {
  const text = 'It is living well. '.repeat(10_000);
  model.answerWith(streamText(text, { charactersPerChunk: 1_000 }), refuse(400, 'The model is overloaded.'));
  const program = startProgram(RUN, { hub: hub.url, input: QUESTION, readsAfter: 'The reply failed' });
  const { code, stdout } = await program.ended;
  expect(code).toBe(1);
  expect(stdout.startsWith(text)).toBe(true);
});

it('continues a thread with the agent of that thread', async () => {
  model.answerWith(streamText('Living well.'));
  const first = await runProgram(['agent', 'run', '-m', 'What is a good life?'], { hub: hub.url });
  const [, threadId = ''] = /Conversation (thread_[\w-]+)/.exec(first.stderr) ?? [];
  model.answerWith(streamText('A mean.'));
  await runProgram(['agent', 'run', '--thread-id', threadId, '-m', 'And courage?'], { hub: hub.url });
  const messages = await createHubClient(hub.url).messages(threadId);
  expect(messages.map(({ content }) => textOf(content))).toEqual([
    'What is a good life?',
    'Living well.',
    'And courage?',
    'A mean.',
  ]);
});

it('accepts the message as the second argument', async () => {
  model.answerWith(streamText('A mean.'));
  const args = ['agent', 'run', 'symposium/assistant', 'What is courage?', '--stream'];
  const { code, stdout } = await runProgram(args, { hub: hub.url });
  expect(stdout).toBe('A mean.\n');
  expect(code).toBe(0);
});

describe('a problem is reported in one line on stderr, and by the exit code', () => {
  const cases: [string, string[], number, RegExp][] = [
    ['a run that fails', ['agent', 'run', '-m', 'x'], 1, /^The reply failed: .*overloaded/m],
    [
      'an unknown agent',
      ['agent', 'run', 'symposium/nobody', '-m', 'x'],
      2,
      /has no agent "symposium\/nobody"/,
    ],
    ['an unknown name', ['agent', 'run', 'nobody', '-m', 'x'], 2, /has no agent "nobody"/],
    [
      'two messages',
      ['agent', 'run', 'symposium/assistant', 'x', '-m', 'y'],
      2,
      /^There are two messages\. Put one message after the agent or after -m\.$/m,
    ],
    ['an empty message', ['agent', 'run', '-m', ' '], 2, /^The message is empty\.$/m],
    ['an unknown thread', ['agent', 'run', '--thread-id', 'thread_none', '-m', 'x'], 1, /thread_none/],
    [
      '--stream=maybe',
      ['agent', 'run', '--stream=maybe', '-m', 'x'],
      2,
      /^--stream must be true or false, not "maybe"\.$/m,
    ],
    ['a hub that is no address', ['agent', 'list', '--hub', 'here'], 2, /^--hub must be an address such as/m],
    ['a malformed token', ['agent', 'list', '--token', 'abc…'], 2, /^The token contains a space/m],
    ['an unknown command', ['agnt'], 2, /unknown command 'agnt'/],
  ];

  it.each(cases)('%s', async (_, args, expected, words) => {
    model.answerWith(refuse(500, 'The model is overloaded.'));
    const { code, stdout, stderr } = await runProgram(args, { hub: hub.url });
    expect(stderr).toMatch(words);
    expect(stdout).toBe('');
    expect(code).toBe(expected);
  });

  it('a hub that does not answer', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { code, stdout, stderr } = await runProgram(['agent', 'run', '-m', 'x'], { hub: url });
    expect(stderr).toBe(
      `No hub answers at ${url}. Start one with "symposium serve", or set its address with --hub or SYMPOSIUM_HUB.\n`,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });
});

it('says which results a run waits for, and continues once another program sends them', async () => {
  const post = async <T>(path: string, body: object) =>
    (await (await fetch(`${hub.url}/v1${path}`, { method: 'POST', body: JSON.stringify(body) })).json()) as T;
  const tools = [{ type: 'function', function: { name: 'weather' } }];
  const assistant = await post<{ id: string }>('/assistants', { model: 'any', name: 'Weather', tools });
  model.answerWith(streamCall('call_1', 'weather'), streamText('It rains.'));
  const program = startProgram(['agent', 'run', 'Weather'], {
    hub: hub.url,
    input: 'What is the weather?\n',
  });
  const said = await program.untilStderrHas(
    'Waiting for the result of weather from the program that uses this assistant.',
  );
  const thread = `/threads/${/thread_[\w-]+/.exec(said)?.[0]}`;
  const runs = (await (await fetch(`${hub.url}/v1${thread}/runs`)).json()) as { data: { id: string }[] };
  const tool_outputs = [{ tool_call_id: 'call_1', output: 'rain' }];
  await post(`${thread}/runs/${runs.data[0]!.id}/submit_tool_outputs`, { tool_outputs });
  const { code, stdout } = await program.ended;
  expect([code, stdout]).toEqual([0, 'It rains.\n']);
  expect(assistant.id).toMatch(/^asst_/);
});
