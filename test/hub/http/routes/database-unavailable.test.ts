import { DrizzleQueryError } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { ALWAYS_AVAILABLE, type Availability } from '../../../../src/hub/db/availability.ts';
import { DatabaseUnavailableError } from '../../../../src/hub/db/database-unavailable.ts';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';

let hub: TestHub;
afterEach(() => hub.close());

/** A database that the test makes unavailable and available. */
function switchable(): Availability & { isAvailable: boolean } {
  return { ...ALWAYS_AVAILABLE, isAvailable: true };
}

const LOST = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

describe('while the database is unavailable', () => {
  it.each([
    ['GET', '/threads'],
    ['POST', '/threads'],
    ['DELETE', '/threads'],
    ['POST', '/threads/runs'],
    ['GET', '/threads/THREAD'],
    ['POST', '/threads/THREAD/messages'],
    ['GET', '/threads/THREAD/runs/RUN'],
    ['POST', '/threads/THREAD/runs/RUN/cancel'],
  ])('the answer to %s %s is 503, with a retry time', async (method, template) => {
    const availability = switchable();
    hub = await openTestHub({ availability });
    const { threadId, runId } = await hub.run(async () => {});
    availability.isAvailable = false;
    const path = template.replace('THREAD', threadId).replace('RUN', runId);
    const response = await hub.request(path, { method, ...(method === 'POST' && { body: '{}' }) });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await response.json()).toEqual({
      error: {
        message: 'The server can’t reach its database at the moment. Try again in a few seconds.',
        type: 'server_error',
        param: null,
        code: 'database_unavailable',
      },
    });
    availability.isAvailable = true;
    expect((await hub.request(`/threads/${threadId}`)).status, 'afterwards').toBe(200);
    expect(hub.problems, 'the loss of the connection is reported where it happens').toEqual([]);
  });

  it.each(['/stream/RUN', '/stream/RUN?format=openai'])(
    '%s is postponed in a way that an EventSource retries',
    async (template) => {
      const availability = switchable();
      hub = await openTestHub({ availability });
      const { threadId, runId } = await hub.run(async (env) => {
        await env.addReply('Well.');
      });
      const path = `/threads/${threadId}${template.replace('RUN', runId)}`;
      availability.isAvailable = false;
      const response = await hub.request(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain('text/event-stream');
      expect(await response.text()).toBe(
        'retry: 2000\n: the server cannot reach its database at the moment\n',
      );
      availability.isAvailable = true;
      expect(await (await hub.request(path)).text()).toContain('Well.');
    },
  );

  it('models and agents are available as before', async () => {
    const availability = switchable();
    hub = await openTestHub({ availability });
    availability.isAvailable = false;
    for (const path of ['/assistants', '/models']) expect((await hub.request(path)).status).toBe(200);
    expect((await hub.request('/../health')).status).toBe(200);
  });

  it('a request during which it becomes unavailable gets 503 too, and is reported once, with the connection', async () => {
    hub = await openTestHub({ wrapLog: (log) => ({ ...log, append: () => Promise.reject(LOST) }) });
    const { status, body } = await hub.call('/threads/runs', { assistant_id: hub.addAgent(async () => {}) });
    expect(status).toBe(503);
    expect(body).toMatchObject({ error: { code: 'database_unavailable' } });
    expect(hub.problems).toEqual([]);
  });
});

it('a run whose agent needs it for too long fails, without a query in its error', async () => {
  const query = new DrizzleQueryError('select', ['what a person wrote'], LOST);
  let isUnavailable = false;
  const tooLong = new DatabaseUnavailableError('The connection to the database was lost.', { cause: query });
  const withRetry: Availability['withRetry'] = (work) =>
    isUnavailable ? Promise.reject(tooLong) : work(false);
  hub = await openTestHub({ availability: { ...ALWAYS_AVAILABLE, withRetry } });
  const { path } = await hub.run(async (env) => {
    isUnavailable = true;
    await env.listMessages().finally(() => (isUnavailable = false));
  });
  expect((await hub.events(path)).at(-1)).toMatchObject({
    event: 'thread.run.failed',
    data: { last_error: { message: 'The server could not reach its database.' } },
  });
});

describe('GET /ready', () => {
  const ready = async () => {
    const response = await fetch(`${hub.url}/ready`);
    return { status: response.status, body: await response.json() };
  };

  it('says that the hub is ready, without signing in', async () => {
    hub = await openTestHub({ tokens: [{ name: 'ana', token: 'secret' }] });
    expect(await ready()).toEqual({ status: 200, body: { status: 'ready' } });
  });

  it('says what is missing, and when it is available again', async () => {
    const availability = switchable();
    hub = await openTestHub({ availability });
    availability.isAvailable = false;
    expect(await ready()).toEqual({ status: 503, body: { status: 'not_ready', missing: ['database_lock'] } });
    availability.isAvailable = true;
    expect((await ready()).status).toBe(200);
  });

  it('waits at most 2 s for a database that does not answer', async () => {
    hub = await openTestHub();
    let free!: () => void;
    const isFree = new Promise<void>((resolve) => (free = resolve));
    const busy = hub.db.transaction(() => isFree);
    const answers = await Promise.all([ready(), ready(), ready()]);
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 503, body: { missing: ['database'] } });
    free();
    await busy;
    expect((await ready()).status).toBe(200);
  });
});
