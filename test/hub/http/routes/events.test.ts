import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSseDecoder } from '../../../../src/protocol/sse-decode.ts';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub({
    tokens: [
      { name: 'ana', token: 'anas' },
      { name: 'ben', token: 'bens' },
    ],
  });
});
afterAll(() => hub.close());

async function post(path: string, body: object, token: string): Promise<{ id: string; thread_id: string }> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await hub.request(path, { method: 'POST', body: JSON.stringify(body), headers });
  expect(response.status).toBe(200);
  return (await response.json()) as { id: string; thread_id: string };
}

/** The events of an account's client from now on, one by one. */
async function listen(token: string) {
  const response = await hub.request('/events', { headers: { authorization: `Bearer ${token}` } });
  const decoder = createSseDecoder();
  const told: { event: string; data: object }[] = [];
  const reader = response.body!.getReader();
  return {
    response,
    async next() {
      while (told.length === 0) {
        const { value, done } = await reader.read();
        if (done) throw new Error('The stream has ended.');
        for (const { data } of decoder.push(value)) told.push(JSON.parse(data));
      }
      return told.shift()!;
    },
    leave: () => reader.cancel(),
  };
}

it("sends all of an account's clients the events of its threads and runs, with ids only", async () => {
  const [one, other] = [await listen('anas'), await listen('anas')];
  expect(one.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const { id: thread_id } = await post('/threads', {}, 'anas');
  await post(`/threads/${thread_id}`, { metadata: { topic: 'Virtue' } }, 'anas');
  await post(`/threads/${thread_id}/messages`, { role: 'user', content: 'What is virtue?' }, 'anas');
  const assistant_id = hub.addAgent(async () => {});
  const { id: run_id } = await post(`/threads/${thread_id}/runs`, { assistant_id }, 'anas');

  const changed = { event: 'hub.thread.changed', data: { thread_id } };
  for (const client of [one, other]) {
    expect([await client.next(), await client.next(), await client.next()]).toEqual([
      changed,
      changed,
      changed,
    ]);
    expect(await client.next()).toEqual({ event: 'hub.run.began', data: { thread_id, run_id } });
    expect(await client.next()).toEqual({ event: 'hub.run.ended', data: { thread_id, run_id } });
  }
  await hub.request(`/threads/${thread_id}`, { method: 'DELETE', headers: { authorization: 'Bearer anas' } });
  expect(await one.next()).toEqual({ event: 'hub.thread.deleted', data: { thread_id } });
  await Promise.all([one.leave(), other.leave()]);
});

it('sends events for the thread and messages that come with a run', async () => {
  const client = await listen('anas');
  const assistant_id = hub.addAgent(async () => {});
  const { id: run_id, thread_id } = await post('/threads/runs', { assistant_id }, 'anas');
  const changed = { event: 'hub.thread.changed', data: { thread_id } };
  expect(await client.next()).toEqual(changed);
  expect(await client.next()).toEqual({ event: 'hub.run.began', data: { thread_id, run_id } });
  expect(await client.next()).toEqual({ event: 'hub.run.ended', data: { thread_id, run_id } });
  const additional_messages = [{ role: 'user', content: 'And?' }];
  await post(`/threads/${thread_id}/runs`, { assistant_id, additional_messages }, 'anas');
  expect(await client.next()).toEqual(changed);
  expect(await client.next()).toMatchObject({ event: 'hub.run.began' });
  await client.leave();
});

it('sends the deleted threads after a deletion of all', async () => {
  const { id: thread_id } = await post('/threads', {}, 'anas');
  const [anas, bens] = [await listen('anas'), await listen('bens')];
  await hub.request('/threads', { method: 'DELETE', headers: { authorization: 'Bearer anas' } });
  const told: object[] = [];
  do told.push(await anas.next());
  while (!JSON.stringify(told.at(-1)).includes(thread_id));
  expect(told).toContainEqual({ event: 'hub.thread.deleted', data: { thread_id } });
  const { id: own } = await post('/threads', {}, 'bens');
  expect(await bens.next()).toEqual({ event: 'hub.thread.changed', data: { thread_id: own } });
  await Promise.all([anas.leave(), bens.leave()]);
});

it('sends only the deleted threads if some could not be deleted', async () => {
  const ids: string[] = [];
  for (let each = 0; each < 3; each++) ids.push((await post('/threads', {}, 'anas')).id);
  const client = await listen('anas');
  await hub.db.execute('create sequence deletions');
  await hub.db.execute(`
    create function refuse_the_last() returns trigger language plpgsql as
      $$ begin if nextval('deletions') = 3 then raise exception 'Not this one.'; end if; return old; end $$`);
  await hub.db.execute(
    'create trigger refuse before delete on threads for each row execute function refuse_the_last()',
  );
  const authorization = { authorization: 'Bearer anas' };
  const response = await hub.request('/threads', { method: 'DELETE', headers: authorization });
  expect(response.status).toBe(500);
  const list = (await (await hub.request('/threads', { headers: authorization })).json()) as {
    data: { id: string }[];
  };
  const left = list.data.map(({ id }) => id);
  expect(left).toHaveLength(1);
  const told = [await client.next(), await client.next()];
  expect(told).toEqual(expect.arrayContaining(ids.filter((id) => !left.includes(id)).map(deletionOf)));
  await hub.db.execute('drop trigger refuse on threads');
  await client.leave();
});

function deletionOf(thread_id: string) {
  return { event: 'hub.thread.deleted', data: { thread_id } };
}

it("sends the number of a run's deltas to its account, the last before its end", async () => {
  const [anas, bens] = [await listen('anas'), await listen('bens')];
  const assistant_id = hub.addAgent(async (env) => {
    await env.addReply(env.completion([], { stream: true }));
  });
  const { id: run_id, thread_id } = await post('/threads/runs', { assistant_id }, 'anas');
  const progress = (deltas: number) => ({ event: 'hub.run.progress', data: { thread_id, run_id, deltas } });
  const completion = await hub.provider.nextCompletion();
  expect((await anas.next()).event).toBe('hub.thread.changed');
  expect((await anas.next()).event).toBe('hub.run.began');
  completion.push('One');
  expect(await anas.next()).toEqual(progress(1));
  completion.push(' two', ' three');
  expect(await anas.next()).toEqual(progress(3));
  const late = await listen('anas');
  completion.push(' four');
  expect([await anas.next(), await late.next()]).toEqual([progress(4), progress(4)]);
  completion.push(' five', ' six', ' seven');
  completion.end();
  const ended = { event: 'hub.run.ended', data: { thread_id, run_id } };
  for (const client of [anas, late]) {
    expect([await client.next(), await client.next()]).toEqual([progress(7), ended]);
  }
  const { id: own } = await post('/threads', {}, 'bens');
  expect(await bens.next()).toEqual({ event: 'hub.thread.changed', data: { thread_id: own } });
  await Promise.all([anas.leave(), late.leave(), bens.leave()]);
});

it('sends an account nothing of another account', async () => {
  const bens = await listen('bens');
  await post('/threads', {}, 'anas');
  const { id: thread_id } = await post('/threads', {}, 'bens');
  expect(await bens.next()).toEqual({ event: 'hub.thread.changed', data: { thread_id } });
  await bens.leave();
});

it('postpones a stream above the limit, so that an EventSource retries', async () => {
  const full = await openTestHub({ maxStreams: 1 });
  const first = await full.request('/events');
  const second = await full.request('/events');
  expect(second.status).toBe(200);
  expect(await second.text()).toMatch(/^retry: 10000\n: .*\n$/); // and it ends without an event
  await first.body!.cancel();
  await full.close();
});

it('sends an event for each version that gets the title of another, or is deleted with it', async () => {
  const { id: original } = await post('/threads', { messages: [{ role: 'user', content: 'a' }] }, 'anas');
  const { id: version } = await post(`/threads/${original}/fork`, { as_version: true }, 'anas');
  const client = await listen('anas');
  await post(`/threads/${version}?versions=all`, { metadata: { topic: 'Virtue' } }, 'anas');
  const headers = { authorization: 'Bearer anas' };
  await hub.request(`/threads/${version}?versions=all`, { method: 'DELETE', headers });
  const told = [await client.next(), await client.next(), await client.next(), await client.next()];
  expect(told.slice(0, 2)).toEqual([
    { event: 'hub.thread.changed', data: { thread_id: version } },
    { event: 'hub.thread.changed', data: { thread_id: original } },
  ]);
  const deleted = (thread_id: string) => ({ event: 'hub.thread.deleted', data: { thread_id } });
  expect(told.slice(2)).toEqual(expect.arrayContaining([deleted(original), deleted(version)]));
  await client.leave();
});
