import type { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MIGRATIONS_FOLDER } from '../../../src/hub/db/migrations-folder.ts';
import { packagePath } from '../../../src/hub/package-root.ts';
import { migrateTo } from '../../support/old-schema.ts';
import { loadTestDatabase } from '../../support/test-database.ts';

const MIGRATIONS = packagePath(MIGRATIONS_FOLDER);

let client: PGlite;

beforeAll(async () => {
  client = await loadTestDatabase();
});
afterAll(() => client.close());

it('migrates threads to a list order by their last message or run', async () => {
  await migrateTo(client, 2);
  await client.exec(`
    insert into accounts (id) values ('a');
    insert into threads (id, account_id, created_at, metadata) values
      ('empty', 'a', '2026-01-02', '{}'), ('spoken', 'a', '2026-01-01', '{}'), ('run', 'a', '2026-01-01', '{}'),
      ('older', 'a', '2026-01-01', '{}'), ('twin', 'a', '2026-01-01', '{}');
    insert into messages (id, thread_id, role, text, metadata, created_at, ended_at) values
      ('m1', 'spoken', 'user', '"x"', '{}', '2026-01-03', '2026-01-03'),
      ('m2', 'spoken', 'user', '"x"', '{}', '2026-01-05', '2026-01-06');
    insert into runs (id, thread_id, assistant_id, status, metadata, created_at, expires_at) values
      ('r1', 'run', 'agent', 'failed', '{}', '2026-01-04', '2026-01-04');
  `);
  await migrate(drizzle(client), { migrationsFolder: MIGRATIONS });
  await client.exec(
    `insert into threads (id, account_id, metadata, conversation_id, lineage) values ('new', 'a', '{}', 'new', '[]')`,
  );
  const { rows } = await client.query<{ id: string; day: string }>(
    `select id, active_at::date::text as day from threads order by activity desc`,
  );
  expect(rows.map(({ id }) => id)).toEqual(['new', 'spoken', 'run', 'empty', 'twin', 'older']);
  const days = rows.slice(1).map(({ day }) => day);
  expect(days).toEqual(['2026-01-06', '2026-01-04', '2026-01-02', '2026-01-01', '2026-01-01']);
});

it('migrates forks to versions of their original', async () => {
  await migrateTo(client, 3);
  const forkOf = (original: string, at: string) =>
    `{"topic":"x","forked_from":"${original}","forked_at":"${at}"}`;
  const threads: [id: string, account: string, metadata: string][] = [
    ['o', 'a', '{"topic":"x"}'],
    ['f', 'a', forkOf('o', 'o1')],
    ['again', 'a', forkOf('o', 'o1')],
    ['further', 'a', forkOf('f', 'f3')],
    ['first', 'a', forkOf('further', 'further0')],
    ['orphan1', 'a', forkOf('gone', 'gone2')],
    ['orphan2', 'a', forkOf('gone', 'gone0')],
    ['theirs', 'b', forkOf('gone', 'gone0')],
    ['stolen', 'b', forkOf('o', 'o1')],
    ['loop', 'a', forkOf('loop', 'x')],
    ['ring1', 'a', forkOf('ring2', 'x')],
    ['ring2', 'a', forkOf('ring1', 'x')],
    ['noted', 'a', '{"note":"\\",\\"forked_from\\":\\"o\\"","forked_at":"o1"}'],
  ];
  await client.exec(`insert into accounts (id) values ('a'), ('b')`);
  for (const [id, account, metadata] of threads) {
    await client.query(`insert into threads (id, account_id, metadata) values ($1, $2, $3)`, [
      id,
      account,
      metadata,
    ]);
  }
  async function say(threadId: string, count: number, editedFrom?: string): Promise<void> {
    for (let at = 0; at <= count; at++) {
      const metadata = at === count && editedFrom ? `{"edited_from":"${editedFrom}"}` : '{}';
      if (at === count && !editedFrom) break;
      await client.query(
        `insert into messages (id, thread_id, role, text, metadata) values ($1, $2, 'user', '"x"', $3)`,
        [`${threadId}${at}`, threadId, metadata],
      );
    }
  }
  await say('o', 4);
  await say('f', 1, 'o1');
  await say('again', 1, 'o1');
  await say('further', 3, 'f3');
  await say('first', 0, 'further0');
  await say('orphan1', 2, 'gone2');
  await say('orphan2', 0, 'gone0');
  await migrate(drizzle(client), { migrationsFolder: MIGRATIONS });
  const { rows } = await client.query<{ id: string; conversation: string; lineage: string }>(
    `select id, conversation_id as conversation, lineage from threads`,
  );
  const found = rows.map(({ id, conversation, lineage }) => [id, [conversation, ...JSON.parse(lineage)]]);
  expect(Object.fromEntries(found)).toEqual({
    o: ['o', ['o', 0]],
    f: ['o', ['o', 0], ['f', 1]],
    again: ['o', ['o', 0], ['again', 1]],
    further: ['o', ['o', 0], ['f', 1], ['further', 3]],
    first: ['o', ['first', 0]],
    orphan1: ['orphan1', ['gone', 0], ['orphan1', 2]],
    orphan2: ['orphan1', ['orphan2', 0]],
    theirs: ['theirs', ['theirs', 0]],
    stolen: ['stolen', ['stolen', 0]],
    loop: ['loop', ['loop', 0]],
    ring1: ['ring1', ['ring1', 0]],
    ring2: ['ring2', ['ring2', 0]],
    noted: ['noted', ['noted', 0]],
  });
});

it('queues old and new texts for the search index', async () => {
  await migrateTo(client, 7);
  await client.exec(`
    insert into accounts (id) values ('a');
    insert into threads (id, account_id, metadata, conversation_id, lineage) values ('t', 'a', '{}', 't', '[]');
    insert into messages (id, thread_id, role, text, metadata) values
      ('m1', 't', 'user', '"x"', '{}'), ('m2', 't', 'user', '"x"', '{}');
  `);
  await migrate(drizzle(client), { migrationsFolder: MIGRATIONS });
  await client.exec(`
    insert into messages (id, thread_id, role, text, metadata) values ('m3', 't', 'user', '"x"', '{}');
    update threads set activity = 7, active_at = now();
    update threads set metadata = '{"topic":"x"}';
  `);
  const { rows } = await client.query<{ place: string }>(
    `select thread_id || position as place from search_queue order by id`,
  );
  expect(rows.map(({ place }) => place)).toEqual(['t0', 't1', 't2', 't3', 't0']);
});

it('gives old sessions an id, but no creation time', async () => {
  await migrateTo(client, 8);
  await client.exec(`
    insert into accounts (id) values ('a');
    insert into sessions (cookie_hash, account_id, used_at) values ('one', 'a', '2026-01-01'), ('other', 'a', '2026-01-01');
  `);
  await migrate(drizzle(client), { migrationsFolder: MIGRATIONS });
  await client.exec(`insert into sessions (id, cookie_hash, account_id) values ('s', 'new', 'a')`);
  const { rows } = await client.query<{ id: string; name: string | null; dated: boolean }>(
    `select id, name, created_at is not null as dated from sessions order by used_at, id`,
  );
  expect(new Set(rows.map(({ id }) => id)).size).toBe(3);
  expect(rows.map(({ name, dated }) => [name, dated])).toEqual([
    [null, false],
    [null, false],
    [null, true],
  ]);
});

it('leaves runs from before assistants unchanged, and keeps the thread of a run that waits for tools busy', async () => {
  await migrateTo(client, 9);
  await client.exec(`
    insert into accounts (id) values ('a');
    insert into threads (id, account_id, metadata, conversation_id, lineage) values ('t', 'a', '{}', 't', '[]');
    insert into runs (id, thread_id, assistant_id, status, metadata, ended_at, expires_at) values
      ('asked', 't', 'agent', 'requires_action', '{}', now(), now()),
      ('active', 't', 'agent', 'in_progress', '{}', null, now());
  `);
  await migrate(drizzle(client), { migrationsFolder: MIGRATIONS });
  const { rows } = await client.query('select id, status, settings, usage from runs order by id');
  expect(rows).toEqual([
    { id: 'active', status: 'in_progress', settings: '{}', usage: null },
    { id: 'asked', status: 'requires_action', settings: '{}', usage: null },
  ]);
  await client.exec(`update runs set status = 'awaiting_tools' where id = 'active'`);
  const second = client.exec(`
    insert into runs (id, thread_id, assistant_id, status, metadata, expires_at)
    values ('second', 't', 'agent', 'queued', '{}', now())`);
  await expect(second).rejects.toThrow('runs_one_active_per_thread');
});
