import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

interface Listed {
  data: { id: string; content: { text: { value: string } }[] }[];
}

async function threadOf(...texts: string[]) {
  const messages = texts.map((content) => ({ role: 'user', content }));
  const { body: thread } = await hub.call<{ id: string }>('/threads', { messages });
  return { path: `/threads/${thread.id}`, id: thread.id, ids: await idsOf(`/threads/${thread.id}`) };
}

async function messagesOf(path: string) {
  return (await hub.call<Listed>(`${path}/messages?order=asc`)).body.data;
}

async function idsOf(path: string): Promise<string[]> {
  return (await messagesOf(path)).map(({ id }) => id);
}

it('a deleted message is gone everywhere', async () => {
  const { path, ids } = await threadOf('One apple', 'Two pears', 'Three plums');
  const message = `${path}/messages/${ids[1]}`;
  expect((await hub.call(message, undefined, 'DELETE')).body).toEqual({
    id: ids[1],
    object: 'thread.message.deleted',
    deleted: true,
  });
  expect(await idsOf(path)).toEqual([ids[0], ids[2]]);
  expect((await hub.call(message)).status).toBe(404);
  expect((await hub.call(message, undefined, 'DELETE')).status).toBe(404);
  expect((await hub.call<Listed>('/threads?search=pears')).body.data).toEqual([]);
});

it('a message cannot be deleted through another thread', async () => {
  const one = await threadOf('One');
  const other = await threadOf('Other');
  const answer = await hub.call(`${one.path}/messages/${other.ids[0]}`, undefined, 'DELETE');
  expect(answer.status).toBe(404);
  expect(await idsOf(other.path)).toEqual(other.ids);
});

it('versions of a conversation differ from a deleted message on', async () => {
  const { path, id, ids } = await threadOf('1', '2', '3', '4');
  const { body: fork } = await hub.call<{ id: string }>(`${path}/fork`, { as_version: true });
  const version = `/threads/${fork.id}`;
  await hub.call(`${version}/messages`, { role: 'user', content: '5' });
  const indexes = async () =>
    (await hub.call<{ data: { index: number; thread_ids: string[] }[] }>(`${version}/versions`)).body.data;
  expect(await indexes()).toMatchObject([{ index: 4 }]);
  await hub.call(`${path}/messages/${ids[1]}`, undefined, 'DELETE');
  expect(await indexes()).toEqual([
    expect.objectContaining({ index: 1, thread_ids: expect.arrayContaining([id, fork.id]) }),
  ]);
});
