import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gatherAnswer } from '../../../src/hub/providers/openai-compatible/reading/gather-answer.ts';
import { readAnswer } from '../../../src/hub/providers/openai-compatible/reading/read-answer.ts';
import type { Provider } from '../../../src/hub/providers/provider.ts';
import { answer, neverAnswer } from '../../support/model-answers.ts';
import { startModelServer, type ModelServer } from '../../support/model-server.ts';
import { createTestProvider } from './create-test-provider.ts';
import { REFUSED_CALLS } from './public-refused-calls.ts';
import { REFUSED_MESSAGES } from './public-refused-messages.ts';
import { REFUSED_PARAMETERS } from './public-refused-parameters.ts';

let server: ModelServer;
let provider: Provider;

beforeAll(async () => {
  server = await startModelServer(neverAnswer());
  provider = createTestProvider(server.url);
});
afterAll(() => server.stop());

/** Sends a request like an agent over the hub's pass-through. */
async function ask(body: Record<string, unknown>): Promise<string> {
  const signal = new AbortController().signal;
  const forwarded = await provider.forward(body, { signal, isOfRun: true });
  if (forwarded.status === 200) return (await gatherAnswer(readAnswer(forwarded.body))).completion.text;
  const pieces: Uint8Array[] = [];
  for await (const piece of forwarded.body) pieces.push(piece);
  throw new Error(Buffer.concat(pieces).toString());
}

describe('refusals from public reports', () => {
  it.each([...REFUSED_PARAMETERS, ...REFUSED_MESSAGES, ...REFUSED_CALLS])(
    '$name: is answered, and later requests are answered at once',
    async ({ name, asked, refusals, requests, again = 1, answered }) => {
      server.answerWith((response, request) => {
        const { body } = request;
        const found = refusals.find(({ when }) => when(body!, body?.messages ?? []));
        return (found?.refusal ?? answer('Hi there'))(response, request);
      });
      const body = { model: name, messages: [{ role: 'user', content: 'A' }], stream: true, ...asked };
      const before = server.requests.length;
      expect(await ask(body)).toBe('Hi there');
      expect(server.requests.length - before).toBe(requests);
      expect(await ask(body)).toBe('Hi there');
      expect(server.requests.length - before).toBe(requests + again);
      expect(server.requests.at(-1)?.body).toMatchObject(answered ?? {});
    },
  );
});
