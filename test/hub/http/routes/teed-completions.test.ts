import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createOpenAiProvider } from '../../../../src/hub/providers/openai-compatible/openai-provider.ts';
import {
  answerJson,
  chunk,
  cutAfter,
  frame,
  refuse,
  neverAnswer,
  sendStream,
  stallAfter,
} from '../../../support/model-answers.ts';
import { startModelServer, type ModelServer } from '../../../support/model-server.ts';
import {
  createRecordingRun,
  serveCompletions,
  type CompletionServer,
  type RecordingRun,
} from './completion-server.ts';

const ASK = {
  messages: [{ role: 'user', content: 'What is virtue?' }],
  stream: true,
  stream_options: { include_usage: true },
};
const HELLO = chunk({ content: 'Hello ἀρετή' });
const CHUNKS = [
  chunk({ role: 'assistant', content: '' }),
  HELLO,
  {
    ...chunk({
      tool_calls: [{ index: 0, id: 'call_1', function: { name: 'search', arguments: '{"q":1}' } }],
    }),
    system_fingerprint: 'fp_1',
  },
  chunk({}, 'tool_calls'),
  { ...chunk({}), choices: [], usage: { total_tokens: 12 } },
];
const DONE = frame('[DONE]');
const RECORDING = `: warming up\n\n${CHUNKS.map((one) => frame(one, '\r\n')).join('')}${DONE}`;

let model: ModelServer;
let hub: CompletionServer | undefined;

beforeEach(async () => {
  model = await startModelServer(neverAnswer());
});

afterEach(async () => {
  await hub?.stop();
  await model.stop();
});

/** Returns the data of a stream's events. The stream must contain nothing else. */
function eventsIn(text: string): unknown[] {
  const events = text.split('\n\n');
  expect(events.pop()).toBe('');
  return events.map((event) => {
    const data = event.replace(/^data: /, '');
    return data === '[DONE]' ? data : (JSON.parse(data) as unknown);
  });
}

async function ask(run: RecordingRun, body: object = ASK, signal?: AbortSignal): Promise<Response> {
  const options = { baseUrl: model.url, apiKey: null, name: 'configured-model', idleTimeout: 20_000 };
  hub = await serveCompletions(createOpenAiProvider(options), run);
  return hub.post(body, signal);
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  return Buffer.from((await reader.read()).value ?? []).toString();
}

it.each([1, 10_000])('the run and the client get every chunk in order, in pieces of %d', async (length) => {
  model.answerWith(sendStream(RECORDING, length));
  const run = createRecordingRun();
  const response = await ask(run);
  expect(response.headers.get('message_id')).toBe('msg_of_the_run');
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(eventsIn(await response.text())).toEqual([...CHUNKS, '[DONE]']);
  expect(run.chunks).toEqual(CHUNKS);
  expect(run.closings).toEqual(['ended']);
});

it('uses the model of the run if the request names none', async () => {
  model.answerWith(sendStream(RECORDING));
  await (await ask(createRecordingRun())).text();
  expect((await model.request(0)).body?.model).toBe('model-of-the-run');
});

it('the draft has ended when the client reads [DONE], even before the model server closes the connection', async () => {
  model.answerWith(stallAfter(RECORDING));
  const run = createRecordingRun();
  const reader = (await ask(run)).body!.getReader();
  let text = '';
  while (!text.endsWith(DONE)) text += await read(reader);
  expect(run.closings).toEqual(['ended']);
  await reader.cancel();
  await (
    await model.request(0)
  ).ended;
  expect(run.closings).toEqual(['ended']);
});

it('a chunk reaches the run before the client, and only as fast as the run can take it', async () => {
  model.answerWith(sendStream(RECORDING));
  let onPush = () => {};
  let take = () => {};
  const pushed = new Promise<void>((resolve) => (onPush = resolve));
  const taken = new Promise<void>((resolve) => (take = resolve));
  const run = createRecordingRun(() => {
    onPush();
    return taken;
  });
  const text = ask(run).then((response) => response.text());
  await pushed;
  expect(run.chunks).toHaveLength(1);
  take();
  expect(eventsIn(await text)).toEqual([...CHUNKS, '[DONE]']);
  expect(run.chunks).toEqual(CHUNKS);
});

it.each([
  [
    'an event that is not JSON',
    sendStream(`data: <html>\n\n${frame(HELLO)}${DONE}`),
    {
      message: 'A part of the answer is missing, because the model server sent invalid JSON.',
      code: 'model_failed',
    },
  ],
  [
    'an error',
    sendStream(frame(HELLO) + frame({ error: { message: 'Slow down.', code: 429 } }) + frame(HELLO)),
    { message: 'The model server failed: Slow down.', code: 'rate_limit_exceeded' },
  ],
  [
    'an early end',
    sendStream(frame(HELLO)),
    { message: 'The model server ended its answer before it was complete.', code: 'model_failed' },
  ],
  [
    'a broken connection',
    cutAfter(frame(HELLO)),
    { message: 'Lost the connection to the model.', code: 'model_failed' },
  ],
])('%s fails the draft, and the client gets an error and no [DONE]', async (_, answer, error) => {
  model.answerWith(answer);
  const run = createRecordingRun();
  const told = eventsIn(await (await ask(run)).text());
  expect(told).toEqual([HELLO, { error: { type: 'server_error', param: null, ...error } }]);
  expect(run.chunks).toEqual([HELLO]);
  expect(run.closings).toEqual(['failed']);
  expect(hub?.problems).toEqual([expect.stringContaining(error.message)]);
});

it('an error before the first chunk has a status', async () => {
  model.answerWith(sendStream(frame({ error: { message: 'Out of quota.' } })));
  const run = createRecordingRun();
  const response = await ask(run);
  expect(response.status).toBe(502);
  expect(await response.json()).toMatchObject({
    error: { message: expect.stringContaining('Out of quota.') },
  });
  expect(run.opened).toBe(0);
});

it('an answer in one piece is recorded with its ending, and arrives in OpenAI’s form', async () => {
  const message = { role: 'assistant', content: [{ type: 'text', text: 'Hello' }], reasoning: 'Hm.' };
  const usage = { total_tokens: 12 };
  model.answerWith(answerJson({ id: 'x', choices: [{ message, finish_reason: 'length' }], usage }));
  const run = createRecordingRun();
  const response = await ask(run, { ...ASK, stream: false });
  expect(await response.json()).toEqual({
    id: 'x',
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'Hello', refusal: null, reasoning_content: 'Hm.' },
        finish_reason: 'length',
      },
    ],
    usage,
  });
  expect(run.answers).toEqual([
    {
      text: 'Hello',
      thinking: 'Hm.',
      finishReason: 'length',
      isRefusal: false,
      usage: null,
      annotations: [],
    },
  ]);
});

it('two requested choices arrive with their own texts, one after the other', async () => {
  const of = (index: number, content: string, finish: string | null = null) =>
    frame({ choices: [{ index, delta: { content }, finish_reason: finish }] });
  model.answerWith(stallAfter(of(1, 'B') + of(0, 'A') + of(1, '', 'stop') + of(0, 'a', 'stop')));
  const response = await ask(createRecordingRun(), { ...ASK, n: 2, stream_options: null });
  const [b, a, , end, done] = eventsIn(await response.text()) as object[];
  expect(b).toMatchObject({ choices: [{ index: 1, delta: { content: 'B' } }] });
  expect(a).toMatchObject({ choices: [{ index: 0, delta: { content: 'A' } }] });
  expect(end).toMatchObject({ choices: [{ index: 0, delta: { content: 'a' }, finish_reason: 'stop' }] });
  expect(done).toBe('[DONE]');
});

it('requested usage that does not arrive delays nothing for long', async () => {
  model.answerWith(stallAfter(frame(HELLO) + frame(chunk({}, 'stop'))));
  const run = createRecordingRun();
  const response = await ask(run);
  expect(eventsIn(await response.text())).toEqual([HELLO, chunk({}, 'stop'), '[DONE]']);
  expect(run.closings).toEqual(['ended']);
  await (
    await model.request(0)
  ).ended;
});

it('a finish reason is an end too', async () => {
  model.answerWith(sendStream(frame(chunk({}, 'stop'))));
  const run = createRecordingRun();
  await (await ask(run)).text();
  expect(run.closings).toEqual(['ended']);
});

it('the end of a run breaks off the answer, and ends the request to the model', async () => {
  model.answerWith(stallAfter(frame(HELLO) + frame(chunk({ content: 'too late' }))));
  const run = createRecordingRun(async ({ choices }) => {
    if (choices[0]?.delta.content === 'too late') throw new Error('The run was cancelled.');
  });
  await expect(ask(run).then((response) => response.text())).rejects.toThrow();
  const asked = await model.request(0);
  await asked.ended;
  expect(asked.isAborted).toBe(true);
  expect(run.closings).toEqual(['failed']);
  expect(hub?.problems).toEqual([]);
});

it('a run that ends before the model answers ends the request to the model', async () => {
  model.answerWith(stallAfter(frame(HELLO)));
  const run: RecordingRun = {
    ...createRecordingRun(),
    open() {
      throw new Error('The run is over.');
    },
  };
  expect((await ask(run)).status).toBe(500);
  await (
    await model.request(0)
  ).ended;
});

it('a client that disconnects fails the draft, and ends the request to the model', async () => {
  model.answerWith(stallAfter(frame(HELLO)));
  const run = createRecordingRun();
  const reader = (await ask(run)).body!.getReader();
  await read(reader);
  await reader.cancel();
  await run.closed;
  expect(run.closings).toEqual(['failed']);
  const asked = await model.request(0);
  await asked.ended;
  expect(asked.isAborted).toBe(true);
});

it('a run with many completions keeps no memory of those that have ended', async () => {
  model.answerWith(sendStream(RECORDING));
  const run = createRecordingRun();
  await (await ask(run)).text();
  for (const body of [ASK, ASK, { ...ASK, stream: false }]) await (await hub!.post(body)).text();
  model.answerWith(refuse(429, 'Slow down.'));
  await (await hub!.post(ASK)).text();
  expect(getEventListeners(run.signal, 'abort')).toEqual([]);
});

it.each([
  [
    'an answer in one piece',
    { ...ASK, stream: false },
    answerJson({ choices: [{ message: { content: 'Hello' } }] }),
  ],
  ['JSON that is not an answer to a stream request', ASK, answerJson({ choices: [] })],
  ['a refusal', ASK, refuse(429, 'Slow down.')],
])('%s opens no draft', async (_, body, answer) => {
  model.answerWith(answer);
  const run = createRecordingRun();
  const response = await ask(run, body);
  await response.text();
  expect(response.headers.has('message_id')).toBe(false);
  expect(run.opened).toBe(0);
});
