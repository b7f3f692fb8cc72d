import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refuseForeignHosts } from '../../../../src/hub/http/security/foreign-hosts.ts';
import { serve, tinyApp } from './tiny-app.ts';

let hub: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  hub = await serve(tinyApp(refuseForeignHosts({ allowed: ['192.168.1.5', 'fd00::1', 'Desk.Lan'] })));
});
afterAll(() => hub.close());

const ask = (host: string) => hub.ask('GET', '/v1/threads', { host });

describe('a hub without tokens', () => {
  it.each([
    'localhost',
    'localhost:3000',
    'LOCALHOST:3000',
    'localhost.:3000',
    'hub.localhost:3000',
    '127.0.0.1:3000',
    '127.8.9.10',
    '[::1]:3000',
  ])('answers at %s, which is this machine', async (host) => {
    expect((await ask(host)).status).toBe(200);
  });

  it.each(['192.168.1.5:3000', '[fd00::1]:3000', 'desk.lan'])('answers at %s, its HOST', async (host) => {
    expect((await ask(host)).status).toBe(200);
  });

  it.each([
    'evil.example:3000',
    'evil.example',
    'localhost.evil.example:3000',
    'evillocalhost:3000',
    '127.0.0.1.evil.example',
    '127.evil.example',
    '10.0.0.1:3000',
    '[::2]:3000',
    'desk.lan.evil.example',
  ])('does not answer at %s', async (host) => {
    const { status, body } = await ask(host);
    expect(status).toBe(421);
    expect(body).toContain('HUB_TOKENS');
  });

  it.each(['evil.example@localhost', 'localhost@evil.example', 'evil.example/localhost', 'localhost:x'])(
    'does not answer at "%s", which is not a host',
    async (host) => {
      expect((await ask(host)).status).toBeGreaterThanOrEqual(400);
    },
  );

  it('uses the Host header, not a proxy’s X-Forwarded-Host', async () => {
    const headers = { host: 'evil.example', 'x-forwarded-host': 'localhost', forwarded: 'host=localhost' };
    expect((await hub.ask('GET', '/v1/threads', headers)).status).toBe(421);
  });

  it('names the requested host in its error', async () => {
    const { body } = await ask('evil.example:3000');
    expect(JSON.parse(body).error).toMatchObject({
      code: 'foreign_host',
      message: expect.stringContaining('not at evil.example:3000'),
    });
  });
});
