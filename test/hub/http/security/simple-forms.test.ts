import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refuseSimpleForms } from '../../../../src/hub/http/security/simple-forms.ts';
import { serve, tinyApp } from './tiny-app.ts';

const BODY = '{"role":"user"}';
const FORM = 'application/x-www-form-urlencoded';
const BROWSERS = [
  ['Origin', { origin: 'http://localhost:3000' }],
  ['Sec-Fetch-Site', { 'sec-fetch-site': 'same-origin' }],
  ['Cookie', { cookie: 'symposium_3000=x' }],
] as const;

let hub: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  hub = await serve(tinyApp(refuseSimpleForms()));
});
afterAll(() => hub.close());

async function post(headers: Record<string, string>, body = BODY): Promise<number> {
  const framing = 'transfer-encoding' in headers ? {} : { 'content-length': String(body.length) };
  return (await hub.ask('POST', '/v1/threads', { ...framing, ...headers }, body)).status;
}

describe('a write by a browser', () => {
  it.each(BROWSERS)('must be no form, and no text: %s', async (_, headers) => {
    for (const type of [FORM, 'multipart/form-data; boundary=x', 'text/plain', 'Text/Plain; charset=utf-8']) {
      expect(await post({ ...headers, 'content-type': type })).toBe(415);
    }
  });

  it('must not be a text that only mentions JSON', async () => {
    const type = 'text/plain; application/json';
    expect(await post({ origin: 'http://localhost:3000', 'content-type': type })).toBe(415);
  });

  it.each(BROWSERS)('must be of some type: %s', async (_, headers) => {
    expect(await post(headers)).toBe(415);
    expect(await post({ ...headers, 'transfer-encoding': 'chunked' })).toBe(415);
  });

  it.each(BROWSERS)('may be JSON, or nothing at all: %s', async (_, headers) => {
    expect(await post({ ...headers, 'content-type': 'application/json; charset=utf-8' })).toBe(200);
    expect(await post(headers, '')).toBe(200);
  });
});

describe('a write by a client that is not a browser', () => {
  it.each([FORM, 'text/plain', 'application/json'])('may have the type %s', async (type) => {
    expect(await post({ 'content-type': type })).toBe(200);
  });

  it('may have no type', async () => {
    expect(await post({})).toBe(200);
  });
});
