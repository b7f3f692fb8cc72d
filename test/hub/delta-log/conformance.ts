import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureAccount } from '../../../src/hub/db/accounts.ts';
import type { Database, OpenDatabase } from '../../../src/hub/db/database.ts';
import { claimRun, findRun, insertRun, updateRun, type RunRow } from '../../../src/hub/db/runs.ts';
import { insertThread, newThread } from '../../../src/hub/db/threads.ts';
import { StaleWriterError, type DeltaLog, type NewEvent } from '../../../src/hub/delta-log/delta-log.ts';
import { followLog } from './follow-log.ts';
import { newRun } from '../../../src/hub/runner/new-run.ts';
import { formatEventId } from '../../../src/protocol/event-id.ts';

const delta = (text: string): NewEvent => ({ event: 'thread.message.delta', data: { text } });
const COMPLETED: NewEvent = { event: 'thread.run.completed', data: {} };

/** The conformance suite of all drivers of the delta log. */
export function describeDeltaLog(
  driver: string,
  open: () => Promise<{ database: OpenDatabase; createLog: (db: Database) => DeltaLog }>,
): void {
  describe(`the ${driver} delta log`, () => {
    let database: OpenDatabase;
    let db: Database;
    let log: DeltaLog;

    beforeAll(async () => {
      const opened = await open();
      database = opened.database;
      db = database.db;
      log = opened.createLog(db);
    });
    afterAll(() => database.close());

    async function addRun(): Promise<RunRow> {
      const thread = newThread((await ensureAccount(db, 'account_1')).id, {});
      await insertThread(db, thread);
      const run: RunRow = {
        ...newRun(thread.id, { assistant_id: 'test/agent/1.0.0' }, 60_000),
        status: 'in_progress',
      };
      await insertRun(db, run);
      return run;
    }

    const write = (run: RunRow, ...events: NewEvent[]) =>
      log.append({ runId: run.id, attempt: run.attempt, events });

    async function idsAfter(run: RunRow, after: number): Promise<string[]> {
      return (await log.read(run.id, after)).map((entry) => formatEventId(entry.id));
    }

    async function follow(
      run: RunRow,
      after: number,
      signal = new AbortController().signal,
    ): Promise<string[]> {
      const ids: string[] = [];
      for await (const entries of followLog(log, run.id, after, signal)) {
        ids.push(...entries.map((entry) => formatEventId(entry.id)));
      }
      return ids;
    }

    it('returns the written events in order, with dense ids', async () => {
      const run = await addRun();
      await write(run, delta('a'), delta('b'));
      await write(run, delta('c'));
      const entries = await log.read(run.id, 0);
      expect(entries.map((entry) => [formatEventId(entry.id), entry.event, entry.data])).toEqual([
        ['1-1', 'thread.message.delta', '{"text":"a"}'],
        ['1-2', 'thread.message.delta', '{"text":"b"}'],
        ['1-3', 'thread.message.delta', '{"text":"c"}'],
      ]);
    });

    it('reads from a cursor, and nothing past the end', async () => {
      const run = await addRun();
      await write(run, delta('a'), delta('b'), delta('c'));
      expect(await idsAfter(run, 2)).toEqual(['1-3']);
      expect(await idsAfter(run, 3)).toEqual([]);
      expect(await idsAfter(run, 99)).toEqual([]);
    });

    it('keeps the order of unawaited writes of many runs', async () => {
      const runs = await Promise.all([addRun(), addRun(), addRun()]);
      const writes = Array.from({ length: 50 }, (_, at) => runs.map((run) => write(run, delta(String(at)))));
      await Promise.all(writes.flat());
      for (const run of runs) {
        const texts = (await log.read(run.id, 0)).map((entry) => JSON.parse(entry.data).text);
        expect(texts).toEqual(Array.from({ length: 50 }, (_, at) => String(at)));
      }
    });

    it('keeps any text exactly, even NUL and half a surrogate pair', async () => {
      const run = await addRun();
      const text = 'Σωκράτης 🏛️ \0 \ud800 \u2028 "quoted" \\ \n';
      await write(run, delta(text));
      const [entry] = await log.read(run.id, 0);
      expect(JSON.parse(entry!.data)).toEqual({ text });
    });

    it('shows an event only after it is written', async () => {
      const run = await addRun();
      let readable = 0;
      log.onAppend(run.id, () => (readable += 1));
      const writing = write(run, delta('a'));
      expect(readable).toBe(0);
      await writing;
      expect(readable).toBe(1);
    });

    it('writes records with their events, and passes them the ids', async () => {
      const run = await addRun();
      await log.append({
        runId: run.id,
        attempt: 1,
        events: [COMPLETED],
        records: (transaction, entries) =>
          updateRun(transaction, run.id, { lastEventId: formatEventId(entries[0]!.id) }),
      });
      expect((await findRun(db, run.threadId, run.id))?.lastEventId).toBe('1-1');
    });

    it('keeps neither events nor records of a failed write, but all other writes of its group', async () => {
      const run = await addRun();
      const neighbour = await addRun();
      const before = write(run, delta('before'));
      const failing = log.append({
        runId: run.id,
        attempt: 1,
        events: [COMPLETED],
        async records(transaction) {
          await updateRun(transaction, run.id, { status: 'completed' });
          throw new Error('the records cannot be written');
        },
      });
      const after = write(run, delta('after'));
      const beside = write(neighbour, delta('beside'));
      await expect(failing).rejects.toThrow('the records cannot be written');
      await Promise.all([before, after, beside]);
      expect(await idsAfter(run, 0)).toEqual(['1-1', '1-2']);
      expect(await idsAfter(neighbour, 0)).toEqual(['1-1']);
      expect((await findRun(db, run.threadId, run.id))?.status).toBe('in_progress');
    });

    it('keeps nothing of many failed writes, but all other writes of their group', async () => {
      const [run, neighbour] = [await addRun(), await addRun()];
      const failing = Array.from({ length: 5 }, (_, at) =>
        log.append({
          runId: run.id,
          attempt: 1,
          events: [delta('refused')],
          async records(transaction) {
            await updateRun(transaction, run.id, { status: 'completed' });
            throw new Error(`refused ${at}`);
          },
        }),
      );
      const beside = [write(run, delta('a')), write(neighbour, delta('b')), write(run, delta('c'))];
      const results = await Promise.allSettled(failing);
      await Promise.all(beside);
      expect(results.map((result) => result.status === 'rejected' && String(result.reason))).toEqual(
        failing.map((_, at) => `Error: refused ${at}`),
      );
      expect((await log.read(run.id, 0)).map(({ data }) => data)).toEqual(['{"text":"a"}', '{"text":"c"}']);
      expect(await idsAfter(neighbour, 0)).toEqual(['1-1']);
      expect((await findRun(db, run.threadId, run.id))?.status).toBe('in_progress');
    });

    it('continues the ids when another writer takes ownership, and refuses the previous one', async () => {
      const run = await addRun();
      await write(run, delta('a'));
      await log.append({
        runId: run.id,
        attempt: 2,
        events: [delta('b')],
        records: (transaction) => claimRun(transaction, run.id, 2),
      });
      await expect(write(run, delta('too late'))).rejects.toThrow(StaleWriterError);
      expect(await idsAfter(run, 0)).toEqual(['1-1', '2-2']);
    });

    it('uses the attempt in the database, not the one in memory', async () => {
      const run = await addRun();
      await write(run, delta('a'));
      await claimRun(db, run.id, 2); // as another hub would
      await expect(write(run, delta('too late'))).rejects.toThrow(StaleWriterError);
      await expect(log.append({ runId: run.id, attempt: 3, events: [delta('too soon')] })).rejects.toThrow(
        StaleWriterError,
      );
      expect(await idsAfter(run, 0)).toEqual(['1-1']);
    });

    it('refuses a stale write, and writes the others of its group', async () => {
      const [run, other] = await Promise.all([addRun(), addRun()]);
      await claimRun(db, run.id, 2);
      const [stale, fresh] = await Promise.allSettled([write(run, delta('a')), write(other, delta('b'))]);
      expect(stale.status).toBe('rejected');
      expect(fresh.status).toBe('fulfilled');
      expect(await idsAfter(other, 0)).toEqual(['1-1']);
    });

    it('can be followed from the start, from a cursor and live, without gaps or duplicates', async () => {
      const run = await addRun();
      await write(run, delta('0'));
      const fromStart = follow(run, 0);
      const fromCursor = follow(run, 1);
      const writes = Array.from({ length: 200 }, (_, at) => write(run, delta(String(at))));
      await Promise.all(writes);
      const late = follow(run, 0);
      await write(run, COMPLETED);
      const all = Array.from({ length: 202 }, (_, at) => `1-${at + 1}`);
      expect(await fromStart).toEqual(all);
      expect(await fromCursor).toEqual(all.slice(1));
      expect(await late).toEqual(all);
    });

    it('removes a follower that disconnects', async () => {
      const run = await addRun();
      await write(run, delta('a'));
      const leaving = new AbortController();
      const following = follow(run, 0, leaving.signal);
      leaving.abort();
      expect((await following).length).toBeLessThanOrEqual(1);
    });

    it('ends a follower whose log is deleted', async () => {
      const run = await addRun();
      await write(run, delta('a'));
      const following = follow(run, 0);
      await updateRun(db, run.id, { status: 'completed', endedAt: new Date() });
      log.end(run.id);
      await log.sweep(new Date(Date.now() + 60_000));
      expect((await following).length).toBeLessThanOrEqual(1);
    });

    it('knows its ids', async () => {
      const run = await addRun();
      await write(run, delta('a'));
      expect(await log.idAt(run.id, 1)).toEqual({ attempt: 1, seq: 1 });
      expect(await log.idAt(run.id, 2)).toBeNull();
    });

    it('can be read after its end until it is deleted; other logs stay', async () => {
      const [run, other] = [await addRun(), await addRun()];
      await Promise.all([write(run, delta('a'), COMPLETED), write(other, delta('b'))]);
      await updateRun(db, run.id, { status: 'completed', endedAt: new Date() });
      log.end(run.id);
      await log.sweep(new Date(Date.now() - 60_000));
      expect(await idsAfter(run, 0)).toEqual(['1-1', '1-2']);
      expect(await log.sweep(new Date(Date.now() + 60_000))).toBe(1);
      expect(await idsAfter(run, 0)).toEqual([]);
      expect(await idsAfter(other, 0)).toEqual(['1-1']);
    });
  });
}
