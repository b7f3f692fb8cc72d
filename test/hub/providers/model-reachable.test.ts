import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkModel } from '../../../src/hub/providers/check-model.ts';
import type { Provider } from '../../../src/hub/providers/provider.ts';
import { freePort } from '../../support/free-port.ts';
import { answerJson, refuseWith, neverAnswer } from '../../support/model-answers.ts';
import { startModelServer, type ModelAnswer, type ModelServer } from '../../support/model-server.ts';
import { setUpListening } from '../../support/set-up-listening.ts';
import { createTestProvider, type TestProviderOptions } from './create-test-provider.ts';

const CERTIFICATE = readFileSync(new URL('../../fixtures/self-signed.pem', import.meta.url));

let model: ModelServer;
/** Such as `http://127.0.0.1:41234`. */
let origin: string;

beforeAll(async () => {
  model = await startModelServer(neverAnswer());
  origin = new URL(model.url).origin;
});
afterAll(() => model.stop());

const provider = (options?: TestProviderOptions) => createTestProvider(model.url, options);

const listen = setUpListening();

const nothingHere = refuseWith(404, '404 page not found');
const page: ModelAnswer = (response) =>
  void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Chat</title>');

describe('a proxy', () => {
  it('opens a tunnel to a TLS server, whose certificate is checked', async () => {
    const tls = createTlsServer(
      { cert: CERTIFICATE, key: CERTIFICATE },
      (_request, response) => void response.end(),
    );
    const port = await listen(tls as unknown as Server);
    const asked: string[] = [];
    const proxy = createHttpServer().on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      const upstream = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      socket.on('error', () => upstream.destroy());
      upstream.on('error', () => socket.destroy());
    });
    const proxies = { http: '', https: `http://127.0.0.1:${await listen(proxy)}`, except: '' };
    const models = provider({ baseUrl: 'https://models.test/v1', proxies }).listModels(
      new AbortController().signal,
    );
    await expect(models).rejects.toThrow('set NODE_EXTRA_CA_CERTS in the environment');
    expect(asked).toEqual(['models.test:443']);
  });

  it.each([
    ['a host in NO_PROXY', 'http://models.test:8123/v1', 'models.test'],
    ['any host with * in NO_PROXY', 'http://models.test:8123/v1', '*'],
    ['any host with * among others in NO_PROXY', 'http://models.test:8123/v1', 'intra.test, *'],
    ['this machine by its IPv6 address', 'http://[::1]:8123/v1', ''],
    ['this machine', 'http://127.0.0.1:8123/v1', ''],
    ['this machine by its name', 'http://localhost:8123/v1', ''],
  ])('is not used for %s', async (_, baseUrl, except) => {
    let asked = 0;
    const proxy = createHttpServer((_request, response) => {
      asked += 1;
      response.end();
    });
    const proxies = { http: `http://127.0.0.1:${await listen(proxy)}`, https: '', except };
    await expect(provider({ baseUrl, proxies }).listModels(new AbortController().signal)).rejects.toThrow();
    expect(asked).toBe(0);
  });
});

describe('the log at the start', () => {
  async function lines(checked: Provider): Promise<string[]> {
    const said: string[] = [];
    const log = {
      warn: (line: string) => void said.push(`warn: ${line}`),
      info: (line: string) => void said.push(`info: ${line}`),
    };
    await checkModel(checked, log, new AbortController().signal);
    return said;
  }

  it.each<[string, ModelAnswer, RegExp]>([
    [
      'a server that answers',
      answerJson({ data: [{ id: 'small' }, { id: 'large' }] }),
      /^info: The model server answers: it lists 2 models\.$/,
    ],
    [
      'a model that does not exist',
      answerJson({ data: [{ id: 'other' }] }),
      /^warn: .*does not list small\. Set MODEL_NAME to one of: other\.$/,
    ],
    [
      'a wrong key',
      refuseWith(401, { error: { message: 'Incorrect API key provided.' } }),
      /^warn: .*answered 401: Incorrect API key provided\. Check MODEL_API_KEY\.$/,
    ],
    ['a page', page, /^warn: .*web page: set MODEL_BASE_URL/],
    ['a wrong address', nothingHere, /^warn: .*answered 404: 404 page not found\. Check MODEL_BASE_URL\.$/],
    [
      'an invalid list',
      answerJson({ hello: 'world' }),
      /^warn: .*sent no list of models\. Check MODEL_BASE_URL\.$/,
    ],
  ])('reports %s', async (_, answering, line) => {
    model.answerListingsWith(answering);
    expect(await lines(provider({ name: 'small' }))).toEqual([expect.stringMatching(line)]);
  });

  it('reports a server that is not running, an unknown host, and a server without TLS', async () => {
    const nobody = await lines(provider({ baseUrl: `http://127.0.0.1:${await freePort()}/v1` }));
    expect(nobody).toEqual([
      expect.stringMatching(
        /^warn: .*\(ECONNREFUSED\): check MODEL_BASE_URL, and that the server is running\.$/,
      ),
    ]);
    const unknown = await lines(provider({ baseUrl: 'http://no-such-host.invalid/v1' }));
    expect(unknown).toEqual([
      expect.stringMatching(/^warn: .*\((ENOTFOUND|EAI_AGAIN)\).*check MODEL_BASE_URL/),
    ]);
    const plain = await lines(provider({ baseUrl: `${origin.replace('http:', 'https:')}/v1` }));
    expect(plain).toEqual([expect.stringMatching(/^warn: .*MODEL_BASE_URL may have to start with http:/)]);
  });

  it('reports a self-signed certificate', async () => {
    const tls = createTlsServer(
      { cert: CERTIFICATE, key: CERTIFICATE },
      (_request, response) => void response.end(),
    );
    const said = await lines(
      provider({ baseUrl: `https://localhost:${await listen(tls as unknown as Server)}/v1` }),
    );
    expect(said).toEqual([
      expect.stringMatching(/^warn: .*DEPTH_ZERO_SELF_SIGNED_CERT.*set NODE_EXTRA_CA_CERTS/),
    ]);
  });
});
