import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Provider } from '../../../src/hub/providers/provider.ts';
import { refuseWith, neverAnswer } from '../../support/model-answers.ts';
import { startModelServer, type ModelAnswer, type ModelServer } from '../../support/model-server.ts';
import { createTestProvider } from './create-test-provider.ts';
import { busy } from './public-pauses.ts';
import { WAYS } from './completion-ways.ts';

const MESSAGES = [{ role: 'user', content: 'What is virtue?' }];
let server: ModelServer;
let provider: Provider;

beforeAll(async () => {
  server = await startModelServer(neverAnswer());
  provider = createTestProvider(server.url);
});
afterAll(() => server.stop());

describe('the error message of a refusal', () => {
  const [[, streamed]] = WAYS as [(typeof WAYS)[0]];

  it.each<[string, ModelAnswer, string]>([
    // public reports: https://github.com/earendil-works/pi/issues/6673
    [
      'a page of Cloudflare, without its tags and addresses',
      refuseWith(
        520,
        '<!DOCTYPE html><html><head><title>api.example.com | 520: Web server is returning an unknown error</title></head><body><h1>Error 520</h1>Ray ID: 8f1 &bull; Your IP address: <span>203.0.113.7</span></body></html>',
      ),
      'The model server answered 520: api.example.com | 520: Web server is returning an unknown error.',
    ],
    [
      'a page of nginx',
      refuseWith(
        502,
        '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n',
      ),
      'The model server answered 502: 502 Bad Gateway.',
    ],
    // https://github.com/earendil-works/pi/issues/2537
    [
      'only a status',
      (response) => void response.writeHead(401, '', { 'www-authenticate': 'Bearer realm="x"' }).end(),
      'The model server answered 401: Unauthorized. Check MODEL_API_KEY.',
    ],
    [
      'only an unknown status',
      (response) => void response.writeHead(499, '').end(),
      'The model server answered 499: it gave no reason.',
    ],
    [
      'a limit of hours',
      busy({ 'retry-after': '7200' }),
      'The model server answered 429: Rate limit reached. Try again in 2 hours.',
    ],
    [
      'a limit of minutes',
      busy({ 'retry-after': '2m59.56s' }),
      'The model server answered 429: Rate limit reached. Try again in 3 minutes.',
    ],
  ])('is based on %s', async (_row, refusal, words) => {
    server.answerWith(refusal);
    const failure = await streamed(provider, { messages: MESSAGES }).catch(
      (reason: unknown) => reason as Error,
    );
    expect((failure as Error).message).toBe(words);
  });
});
