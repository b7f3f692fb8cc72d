import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beginCopy, deleteLeftOver } from '../../../../src/hub/db/hidden-threads.ts';
import { insertMessages, messagesUpTo, newMessage } from '../../../../src/hub/db/messages.ts';
import { runs, threads } from '../../../../src/hub/db/schema.ts';
import { insertThread, newThread } from '../../../../src/hub/db/threads.ts';
import { countBytesRead } from '../../../support/count-reads.ts';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';

/** In characters. */
const LARGE = 300_000;
const MESSAGES = 40;

let hub: TestHub;
let threadId: string;

beforeAll(async () => {
  hub = await openTestHub({ contextCharacters: 2 * LARGE + 1_000 });
  threadId = (await hub.call<{ id: string }>('/threads', { metadata: { topic: 'Large' } })).body.id;
  for (let at = 0; at < MESSAGES; at++) {
    await insertMessages(hub.db, [newMessage(threadId, { role: 'user', content: large(at), metadata: {} })]);
  }
});
afterAll(() => hub.close());

const large = (at: number) => `${at} `.padEnd(LARGE, 'x');

interface Listed {
  data: { id: string; content: { text: { value: string } }[] }[];
  has_more: boolean;
  last_id: string;
}

async function list(id: string, query: string): Promise<Listed> {
  return (await hub.call<Listed>(`/threads/${id}/messages?${query}`)).body;
}

const numbersOf = ({ data }: Listed) => data.map(({ content }) => parseInt(content[0]!.text.value, 10));

describe('a large conversation', () => {
  it('is forked inside the database: its texts never pass through the hub', async () => {
    let fork = '';
    const asVersion = { as_version: true };
    const bytes = await countBytesRead(hub.db, async () => {
      fork = (await hub.call<{ id: string }>(`/threads/${threadId}/fork`, asVersion)).body.id;
    });
    expect(bytes).toBeLessThan(50_000);
    expect(numbersOf(await list(fork, 'order=desc&limit=3'))).toEqual([39, 38, 37]);
  });

  it('copies messages to a child inside the database', async () => {
    const { data } = await list(threadId, 'order=asc&limit=3');
    const asked = { messages_to_copy: data.map(({ id }) => id).toReversed() };
    let child = '';
    const bytes = await countBytesRead(hub.db, async () => {
      child = (await hub.call<{ id: string }>(`/threads/${threadId}/subthread`, asked)).body.id;
    });
    expect(bytes).toBeLessThan(50_000);
    expect(numbersOf(await list(child, 'order=asc'))).toEqual([0, 1, 2]);
  });

  it('is listed in pages of limited size, which are complete together', async () => {
    const seen: number[] = [];
    let after = '';
    for (let isMore = true; isMore;) {
      let page!: Listed;
      const bytes = await countBytesRead(hub.db, async () => {
        page = await list(threadId, `order=asc&limit=100&include_subthreads=false${after}`);
      });
      expect(bytes).toBeLessThan(6_000_000);
      if (page.has_more) expect(page.data.length).toBeGreaterThan(5);
      seen.push(...numbersOf(page));
      after = `&after=${page.last_id}`;
      isMore = page.has_more;
    }
    expect(seen).toEqual(Array.from({ length: MESSAGES }, (_, at) => at));
    const last = await list(threadId, 'order=asc&limit=1&include_subthreads=false');
    expect(numbersOf(last)).toEqual([0]);
  });

  it('lists its runs in pages of limited size', async () => {
    const { id } = (await hub.call<{ id: string }>('/threads', {})).body;
    for (let at = 0; at < 3; at++) {
      const asked = { assistant_id: 'mine', delegate_execution: true };
      const run = `/threads/${id}/runs/${(await hub.call<{ id: string }>(`/threads/${id}/runs`, asked)).body.id}`;
      await hub.call(run, { status: 'failed', last_error: { message: 'no luck' } });
    }
    // Data from a version without these limits.
    await hub.db.update(runs).set({ model: 'm'.repeat(3_000_000) });
    const pages = { data: 0, longest: 0 };
    for (let after: string | null = ''; after !== null;) {
      let page!: { data: { id: string }[]; has_more: boolean; last_id: string };
      const bytes = await countBytesRead(hub.db, async () => {
        page = (await hub.call<typeof page>(`/threads/${id}/runs?limit=100${after}`)).body;
      });
      pages.data += page.data.length;
      pages.longest = Math.max(pages.longest, bytes);
      after = page.has_more ? `&after=${page.last_id}` : null;
    }
    expect(pages.data).toBe(3);
    expect(pages.longest).toBeLessThan(6_000_000);
  });

  it('is read for a model only as far as it fits', async () => {
    let read!: Listed;
    const bytes = await countBytesRead(hub.db, async () => {
      read = await list(threadId, 'conversation=true&include_subthreads=false');
    });
    expect(numbersOf(read)).toEqual([38, 39]);
    expect(bytes).toBeLessThan(4 * LARGE);
  });

  it('is deleted in parts, and hidden from the start', async () => {
    const fork = (await hub.call<{ id: string }>(`/threads/${threadId}/fork`, {})).body.id;
    const deleting = hub.call(`/threads/${fork}`, undefined, 'DELETE');
    expect((await deleting).status).toBe(200);
    expect((await hub.call(`/threads/${fork}`)).status).toBe(404);
    const { body } = await hub.call<{ data: { id: string }[] }>('/threads?limit=100');
    expect(body.data.map(({ id }) => id)).toContain(threadId);
    expect(body.data.map(({ id }) => id)).not.toContain(fork);
  });
});

describe('a copy', () => {
  it('that an earlier hub has not finished is deleted, and its unfinished deletions too', async () => {
    const [small, ours] = [newThread('account_local', {}), newThread('account_local', {})];
    const startedAt = new Date(small.createdAt.getTime() + 1);
    await beginCopy(hub.db, small);
    await insertThread(hub.db, ours);
    expect((await hub.call(`/threads/${small.id}`)).status, 'nobody sees it').toBe(404);
    await deleteLeftOver(hub.db, startedAt, new AbortController().signal);
    const left = await hub.db.select({ id: threads.id }).from(threads);
    expect(left.map(({ id }) => id)).not.toContain(small.id);
    expect(left.map(({ id }) => id)).toContain(ours.id);
  });

  it('whose client disconnects is deleted', async () => {
    const leaving = new AbortController();
    const copy = newThread('account_local', {});
    const hidden = await beginCopy(hub.db, copy);
    leaving.abort(new Error('gone'));
    const some = await messagesUpTo(hub.db, threadId);
    await expect(hidden.copy(some, leaving.signal)).rejects.toThrow('gone');
    await hidden.discard();
    const left = await hub.db.select({ id: threads.id }).from(threads);
    expect(left.map(({ id }) => id)).not.toContain(copy.id);
  });

  it('above the account’s limit of copies at once is refused', async () => {
    const asked = Array.from({ length: 8 }, () => hub.call(`/threads/${threadId}/fork`, {}));
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(4);
    for (const status of statuses) expect([200, 429]).toContain(status);
    expect(statuses).toContain(429);
    expect((await hub.call(`/threads/${threadId}/fork`, {})).status).toBe(200);
  });

  it('of a thread without a title gets one from its first message', async () => {
    const messages = [{ role: 'user', content: 'What is virtue?\nTell me.' }];
    const { id } = (await hub.call<{ id: string }>('/threads', { messages })).body;
    await hub.call(`/threads/${id}`, { metadata: {} });
    const fork = await hub.call(`/threads/${id}/fork`, {});
    expect(fork.body).toMatchObject({ metadata: { topic: 'What is virtue?', topic_by: 'rule' } });
  });
});
