import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureAccount } from '../../../src/hub/db/accounts.ts';
import type { Database, OpenDatabase } from '../../../src/hub/db/database.ts';
import { deleteThread } from '../../../src/hub/db/hidden-threads.ts';
import { listThreads } from '../../../src/hub/db/list-threads.ts';
import { insertMessages, newMessage } from '../../../src/hub/db/messages.ts';
import { searchEntries, searchQueue } from '../../../src/hub/db/search-tables.ts';
import { indexSome } from '../../../src/hub/db/search-indexing.ts';
import { insertThread, newThread, updateThread } from '../../../src/hub/db/threads.ts';
import { searchWords } from '../../../src/protocol/search-words.ts';
import { countRowsRead } from '../../support/count-reads.ts';
import { openTestDatabase } from '../../support/test-database.ts';

const ACCOUNT = 'account_1';
const NEVER = new AbortController().signal;

let database: OpenDatabase;
let db: Database;

beforeEach(async () => {
  database = await openTestDatabase();
  ({ db } = database);
  await ensureAccount(db, ACCOUNT);
});
afterEach(() => database.close());

async function addThread(topic: string, texts: readonly string[], account = ACCOUNT): Promise<string> {
  const thread = newThread(account, { topic });
  await insertThread(db, thread);
  const rows = texts.map((content) => newMessage(thread.id, { role: 'user', content, metadata: {} }));
  await insertMessages(db, rows);
  return thread.id;
}

/** Generates texts that are all different. */
const smallTalk = (at: number) =>
  `Message ${at}: the weather was fine, and they walked along the river until it was late. ${at * 7919}`;
const manyTexts = (count: number) => Array.from({ length: count }, (_, at) => smallTalk(at));

async function search(text: string, limit = 20): Promise<string[]> {
  const query = { search: searchWords(text), limit, order: 'desc', versions: 'all' } as const;
  const page = await listThreads(db, ACCOUNT, { ...query, include_subthreads: false }, NEVER);
  return page.data.map(({ id }) => id);
}

async function indexAll(): Promise<void> {
  while (await indexSome(db));
}

describe('a search', () => {
  it('reads about the same amount, however many messages do not match', async () => {
    const id = await addThread('x', ['Of dialectic, which he calls midwifery.']);
    const searches: [text: string, finds: string[]][] = [
      ['dialectic', [id]],
      ['dialectic midwifery', [id]],
      ['Dialéctic', [id]],
      ['alecti', [id]],
      ['nowhere', []],
      ['dialectic walked', []],
      ['zq', []],
    ];
    await addThread('small talk', manyTexts(300));
    await indexAll();
    const few: number[] = [];
    for (const [text] of searches) few.push(await countRowsRead(db, () => search(text)));
    for (let at = 0; at < 10; at++) await addThread(`small talk ${at}`, manyTexts(600));
    const theirs = manyTexts(200).map((said) => `${said} dialectic midwifery`);
    await addThread('of others', theirs, await other());
    await indexAll();
    for (const [at, [text, finds]] of searches.entries()) {
      const many = await countRowsRead(db, async () => expect(await search(text), text).toEqual(finds));
      expect(many, text).toBeLessThanOrEqual(few[at]! + 40);
    }
  });

  it('for 16 words only reads the messages of a long thread that may contain them', async () => {
    await addThread('x', manyTexts(1_000));
    const id = await addThread('y', [
      ...manyTexts(1_000),
      'one two three four five six seven eight nine ten',
    ]);
    await indexAll();
    const words = 'one two three four five six seven eight nine ten'.split(' ');
    const asked = words.join(' ');
    expect(await countRowsRead(db, async () => expect(await search(asked)).toEqual([id]))).toBeLessThan(200);
  });

  it('for common words only reads as much as it needs to fill a page', async () => {
    for (let at = 0; at < 40; at++) await addThread(`x ${at}`, manyTexts(60));
    await indexAll();
    const reads = await countRowsRead(db, async () =>
      expect(await search('weather river', 5)).toHaveLength(5),
    );
    expect(reads).toBeLessThan(1_500);
  });
});

describe('the search index', () => {
  it('has nothing to do once everything is indexed, and resumes with new messages', async () => {
    await addThread('Of virtue', manyTexts(300));
    expect((await db.select().from(searchQueue)).length).toBe(301);
    await indexAll();
    expect(await db.select().from(searchQueue)).toEqual([]);
    const entries = await db.select().from(searchEntries);
    expect(entries.length, 'messages share entries').toBeLessThan(100);
    const id = await addThread('Of courage', ['x']);
    expect(await search('courage'), 'before').toEqual([id]);
    await indexAll();
    expect(await search('courage'), 'after').toEqual([id]);
    expect(await search('virtue')).toHaveLength(1);
  });

  it('has the current title of a thread', async () => {
    const id = await addThread('Of virtue', []);
    await indexAll();
    await updateThread(db, id, { topic: 'Of courage' });
    expect(await search('courage')).toEqual([id]);
    await indexAll();
    expect([await search('courage'), await search('virtue')]).toEqual([[id], []]);
    expect(await db.select().from(searchEntries)).toHaveLength(1);
  });

  it('skips what has been deleted meanwhile', async () => {
    const id = await addThread('Of virtue', manyTexts(3));
    await deleteThread(db, id);
    await indexAll();
    expect([await db.select().from(searchQueue), await db.select().from(searchEntries)]).toEqual([[], []]);
  });

  it('moves to the account that claims a thread', async () => {
    const id = await addThread('Of virtue', ['Of midwifery.'], await other());
    await indexAll();
    await db.execute(sql`update threads set account_id = ${ACCOUNT}`);
    expect(await search('midwifery')).toEqual([id]);
    await indexAll();
    expect([await search('midwifery'), await search('virtue')]).toEqual([[id], [id]]);
  });

  it.each(['Of midwifery. ', ''])(
    'finds words of a text that is too long to be indexed: %j',
    async (beginning) => {
      const random = Array.from({ length: 150_000 }, (_, at) =>
        String.fromCharCode(0x4e00 + ((at * 7919) % 20_000)),
      );
      const id = await addThread('x', [`${beginning}${random.join('')} dialectic`, 'another one']);
      await indexAll();
      expect([await search('dialectic'), await search('another'), await search('nowhere')]).toEqual([
        [id],
        [id],
        [],
      ]);
    },
  );
});

async function other(): Promise<string> {
  return (await ensureAccount(db, 'account_2')).id;
}
