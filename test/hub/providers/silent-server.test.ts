import { afterEach, beforeEach, expect, it } from 'vitest';
import { createOpenAiProvider } from '../../../src/hub/providers/openai-compatible/openai-provider.ts';
import { collectGarbage } from '../../support/collect-garbage.ts';
import { chunk, frame, neverAnswer, stallAfter } from '../../support/model-answers.ts';
import { startModelServer, type ModelServer } from '../../support/model-server.ts';

/** In milliseconds: long enough for a request to arrive on a busy machine. */
const IMPATIENT = 500;
const MESSAGES = [{ role: 'user' as const, content: 'What is virtue?' }];

let server: ModelServer;

beforeEach(async () => {
  server = await startModelServer(neverAnswer());
});

afterEach(() => server.stop());

async function readAll(): Promise<void> {
  const options = {
    baseUrl: server.url,
    apiKey: null,
    name: null,
    idleTimeout: IMPATIENT,
    answerTimeout: IMPATIENT,
  };
  const signal = new AbortController().signal;
  const stream = createOpenAiProvider(options).stream({ model: 'a-model', messages: MESSAGES, signal });
  for await (const _ of stream);
}

const SILENT = [
  ['from the start', neverAnswer()],
  ['in mid-stream', stallAfter(frame(chunk({ content: 'Hello' })))],
] as const;

it.each(SILENT)('a request to a server that is silent %s is aborted', async (_, answer) => {
  server.answerWith(answer);
  await expect(readAll()).rejects.toThrow('The model server sent nothing for 0.5 s.');
  const request = await server.request(0);
  await request.ended;
});

it.each(SILENT)(
  'a request to a server that is silent %s is aborted even after a garbage collection',
  async (_, answer) => {
    server.answerWith(answer);
    const stop = collectGarbage();
    try {
      await expect(readAll()).rejects.toThrow('The model server sent nothing for 0.5 s.');
    } finally {
      stop();
    }
  },
);
