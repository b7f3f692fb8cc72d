import OpenAI from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createOpenAiProvider } from '../../../../src/hub/providers/openai-compatible/openai-provider.ts';
import { modelRoutes } from '../../../../src/hub/http/routes/models.ts';
import { answerJson, refuse, neverAnswer } from '../../../support/model-answers.ts';
import { startModelServer, type ModelServer } from '../../../support/model-server.ts';
import { mountRoutes } from './mount-routes.ts';

let server: ModelServer;

beforeAll(async () => {
  server = await startModelServer(neverAnswer());
  server.answerListingsWith(answerJson({ data: [{ id: 'small' }, { id: 'maker/large' }] }));
});

afterAll(() => server.stop());

function client(idleTimeout = 20_000): OpenAI {
  const times = { idleTimeout, answerTimeout: idleTimeout };
  const provider = createOpenAiProvider({ baseUrl: server.url, apiKey: null, name: null, ...times });
  const app = mountRoutes('/models', modelRoutes({ provider }));
  const fetch = async (url: string | URL | Request, init?: RequestInit) => app.request(url, init);
  return new OpenAI({ baseURL: 'http://hub.test', apiKey: 'any', maxRetries: 0, fetch });
}

it('lists the models, and returns one of them', async () => {
  const { data } = await client().models.list();
  expect(data.map(({ id }) => id)).toEqual(['small', 'maker/large']);
  expect(await client().models.retrieve('maker/large')).toEqual({
    id: 'maker/large',
    object: 'model',
    created: 0,
    owned_by: 'openai-compatible',
  });
  await expect(client().models.retrieve('none')).rejects.toMatchObject({ status: 404 });
});

it('a failing model server is not a failure of the hub', async () => {
  server.answerListingsWith(refuse(500, 'out of order'));
  const refused = { status: 502, message: expect.stringContaining('out of order') };
  await expect(client().models.list()).rejects.toMatchObject(refused);
  server.answerListingsWith(neverAnswer());
  await expect(client(50).models.list()).rejects.toMatchObject({ status: 504 });
});
