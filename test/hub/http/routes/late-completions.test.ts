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
} from '../../../support/model-answers.ts';
import { startModelServer, type ModelAnswer, type ModelServer } from '../../../support/model-server.ts';
import {
  createRecordingRun,
  serveCompletions,
  type CompletionServer,
  type RecordingRun,
} from './completion-server.ts';

const ASK = { messages: [{ role: 'user', content: 'What is virtue?' }], stream: true };
/** Time without data until a comment, in milliseconds. */
const INTERVAL = 20;
const COMMENT = ': keep-alive\n';
const HELLO = frame(chunk({ content: 'Hello' }));
const END = frame(chunk({}, 'stop')) + frame('[DONE]');

let model: ModelServer;
let hub: CompletionServer | undefined;
let release: () => void;
let released: Promise<void>;

beforeEach(async () => {
  released = new Promise((resolve) => (release = resolve));
  model = await startModelServer(neverAnswer());
});

afterEach(async () => {
  await hub?.stop();
  await model.stop();
});

/** An answer that begins when the test releases it. */
function late(answer: ModelAnswer): ModelAnswer {
  return async (response, request) => {
    await released;
    await answer(response, request);
  };
}

async function ask(run: RecordingRun | null, body: object = ASK, signal?: AbortSignal) {
  const options = { baseUrl: model.url, apiKey: null, name: 'm', idleTimeout: 20_000 };
  hub = await serveCompletions(createOpenAiProvider(options), run, INTERVAL);
  return hub.post(body, signal);
}

/** Reads the body until it contains this. */
async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array>, what: string): Promise<string> {
  let text = '';
  while (!text.includes(what)) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`It ended with ${text}`);
    text += Buffer.from(value).toString();
  }
  return text;
}

/** Reads two comments, lets the model answer, and returns the rest without comments. */
async function readLate(response: Response): Promise<string> {
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(response.headers.get('x-accel-buffering')).toBe('no');
  const reader = response.body!.getReader();
  await readUntil(reader, COMMENT.repeat(2));
  release();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return text.replaceAll(COMMENT, '');
    text += Buffer.from(value).toString();
  }
}

it('a stream of a slow model sends headers and comments first, then every byte', async () => {
  const sent = `: warming up\n\n${HELLO}${frame({ unknown: 1 }, '\r\n')}${END}`;
  model.answerWith(late(sendStream(sent)));
  expect(await readLate(await ask(null))).toBe(sent);
});

it('such a stream of a run sends the draft’s id at once, and fills the draft', async () => {
  model.answerWith(late(sendStream(HELLO + END)));
  const run = createRecordingRun();
  const response = await ask(run);
  expect(response.headers.get('message_id')).toBe('msg_of_the_run');
  expect(run.opened).toBe(1);
  expect(await readLate(response)).toBe(HELLO + END);
  expect(run.opened).toBe(1);
  expect(run.closings).toEqual(['ended']);
});

/** Returns the error that is the only content of a stream. */
function errorIn(text: string): unknown {
  return (JSON.parse(text.replace(/^data: /, '')) as { error: unknown }).error;
}

it('a late refusal becomes an event, and the stream ends', async () => {
  model.answerWith(late(refuse(401, 'Wrong key.')));
  expect(errorIn(await readLate(await ask(null)))).toMatchObject({ message: 'Wrong key.' });
});

it.each<[string, ModelAnswer, object]>([
  ['a refusal', refuse(401, 'Wrong key.'), { message: 'Wrong key.' }],
  [
    'a connection that breaks',
    cutAfter(': warming up\n\n'),
    { message: 'Lost the connection to the model.', code: 'model_failed' },
  ],
])('%s, if it is late, fails the draft of a run', async (_, answer, error) => {
  model.answerWith(late(answer));
  const run = createRecordingRun();
  expect(errorIn(await readLate(await ask(run)))).toMatchObject(error);
  expect(run.closings).toEqual(['failed']);
});

it('late JSON becomes a stream, as the headers say', async () => {
  const choices = [{ message: { content: 'Hello' }, finish_reason: 'stop' }];
  model.answerWith(late(answerJson({ choices })));
  const text = await readLate(await ask(null));
  const [event, done] = text.split('\n\n');
  expect(JSON.parse(event!.replace(/^data: /, ''))).toMatchObject({
    choices: [{ index: 0, delta: { content: 'Hello' }, finish_reason: 'stop' }],
  });
  expect(done).toBe('data: [DONE]');
});

it('a run’s stream without data gets comments', async () => {
  model.answerWith(async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(HELLO);
    await released;
    response.end(END);
  });
  const reader = (await ask(createRecordingRun())).body!.getReader();
  const text = await readUntil(reader, HELLO + COMMENT); // on a busy machine comments come before it, too
  expect(text.replaceAll(COMMENT, '')).toBe(HELLO);
  release();
  expect((await readUntil(reader, '[DONE]')).replaceAll(COMMENT, '')).toBe(END);
});

it('an answer in one piece has its status, even if it is late', async () => {
  model.answerWith(late(refuse(401, 'Wrong key.')));
  const asked = ask(null, { ...ASK, stream: false });
  await model.request(0);
  release();
  expect((await asked).status).toBe(401);
});

it.each([
  ['a client', null],
  ['a run’s client', createRecordingRun()],
])('%s that disconnects among the comments ends the request to the model', async (_, run) => {
  const reader = (await ask(run)).body!.getReader();
  await readUntil(reader, COMMENT);
  await reader.cancel();
  const asked = await model.request(0);
  await asked.ended;
  expect(asked.isAborted).toBe(true);
  if (run) expect(run.closings).toEqual(['failed']);
});

it('a run that ends among the comments breaks off the stream', async () => {
  const controller = new AbortController();
  const run: RecordingRun = { ...createRecordingRun(), signal: controller.signal };
  const reader = (await ask(run)).body!.getReader();
  await readUntil(reader, COMMENT);
  controller.abort(new Error('The run was cancelled.'));
  await expect(readUntil(reader, '[DONE]')).rejects.toThrow('terminated');
  expect(hub?.problems).toEqual([]);
});
