import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DeltaLog, LogEntry } from '../../../src/hub/delta-log/delta-log.ts';
import { createFanOut, type FanOut } from '../../../src/hub/fan-out/fan-out.ts';
import type { Framing } from '../../../src/hub/fan-out/framing.ts';
import { newRun } from '../../../src/hub/runner/new-run.ts';
import { countTurns } from '../../support/count-turns.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { openStream } from './stream-client.ts';

const DELTAS = 10_000;
/** The creation of the message, and its deltas. */
const ENTRIES = 1 + DELTAS;
const ROWS_PER_READ = 1_000;
/** Maximum number of entries processed in one turn of the event loop. */
const MOST_IN_A_TURN = 8 * 200;

/** Called with the run of each entry that is processed. */
let onWork: (runId: string) => void = () => {};
let hub: TestHub;
let fanOut: FanOut;
let server: Server;

/** A long log of a run, which calls `onWork` when an entry is processed. */
function longLog(runId: string): LogEntry[] {
  const message = { id: 'msg_1', object: 'thread.message' };
  const delta = (at: number) => ({
    ...message,
    object: 'thread.message.delta',
    delta: { content: [{ index: 0, type: 'text', text: { value: `word ${at} ` } }] },
  });
  return Array.from({ length: ENTRIES }, (_, at) => {
    const data = JSON.stringify(at === 0 ? message : delta(at));
    return {
      id: { attempt: 1, seq: at + 1 },
      event: at === 0 ? 'thread.message.created' : 'thread.message.delta',
      get data() {
        onWork(runId);
        return data;
      },
    };
  });
}

function createLongLogs(): DeltaLog {
  const logs = new Map<string, LogEntry[]>();
  function entriesOf(runId: string): LogEntry[] {
    const known = logs.get(runId) ?? longLog(runId);
    logs.set(runId, known);
    return known;
  }
  return {
    append: async () => {},
    read: async (runId, after) => entriesOf(runId).slice(after, after + ROWS_PER_READ),
    idAt: async (runId, seq) => entriesOf(runId)[seq - 1]?.id ?? null,
    onAppend: () => () => {},
    end() {},
    sweep: async () => 0,
  };
}

beforeEach(async () => {
  hub = await openTestHub();
  fanOut = createFanOut({ db: hub.db, log: createLongLogs(), report: () => {} });
  server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://hub');
    const named = (name: string) => searchParams.get(name) ?? '';
    const run = { ...newRun('thread_1', { assistant_id: 'test/agent/1.0.0' }, 60_000), id: named('run') };
    const cursor = request.headers['last-event-id']?.toString() ?? null;
    fanOut.serve(response, {
      run,
      accountId: named('account'),
      framing: named('framing') as Framing,
      cursor,
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  onWork = () => {};
  fanOut.close();
  server.closeAllConnections();
  server.close();
  await hub.close();
});

function urlOf(run: string, account: string, framing: Framing): string {
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/?run=${run}&account=${account}&framing=${framing}`;
}

/** Opens streams, and waits until each has received the last delta of its run. */
async function openAll(urls: readonly string[], cursor?: string): Promise<void> {
  const last = `word ${DELTAS} `;
  await Promise.all(
    urls.map(async (url) => {
      const client = await openStream(url, cursor);
      await client.until(({ text }) => text.includes(last));
      client.leave();
    }),
  );
}

it.each([
  ['100 viewers that need a snapshot', 100, 'envelope', '9-99', 1],
  ['20 viewers that read from the start', 20, 'envelope', undefined, 1],
  ['20 OpenAI clients that read from the start', 20, 'openai', undefined, 3],
  ['20 OpenAI clients that reconnect', 20, 'openai', '1-9999', 3],
] as const)(
  'processes a log once for all viewers of a run: %s',
  async (_, count, framing, cursor, perEntry) => {
    let work = 0;
    onWork = () => (work += 1);
    await openAll(Array<string>(count).fill(urlOf('run_1', 'account_1', framing)), cursor);
    expect(work).toBeLessThan(2 * perEntry * ENTRIES);
  },
);

it.each([
  ['a snapshot', 'envelope', '9-99'],
  ['a stream from the start', 'envelope', undefined],
  ['a stream for OpenAI’s clients', 'openai', undefined],
  ['a resumed stream for OpenAI’s clients', 'openai', '1-9999'],
] as const)('serves I/O between the slices of a log: %s', async (_, framing, cursor) => {
  const turns = countTurns();
  const worked = new Map<number, number>();
  onWork = () => void worked.set(turns.now(), (worked.get(turns.now()) ?? 0) + 1);
  const runs = Array.from({ length: 5 }, (__, at) => urlOf(`run_${at}`, 'account_1', framing));
  await openAll(runs, cursor);
  turns.stop();
  const perEntry = framing === 'openai' ? 3 : 1;
  expect(Math.max(...worked.values())).toBeLessThanOrEqual(perEntry * MOST_IN_A_TURN);
});

it('serves an account fairly while another account reads many long logs', async () => {
  let work = 0;
  onWork = () => (work += 1);
  const flood = openAll(
    Array.from({ length: 10 }, (_, at) => urlOf(`run_${at}`, 'account_1', 'envelope')),
    '9-99',
  );
  await expect.poll(() => work).toBeGreaterThan(MOST_IN_A_TURN);
  const before = work;
  await openAll([urlOf('run_of_another', 'account_2', 'envelope')], '9-99');
  expect(work - before).toBeLessThan(4 * ENTRIES);
  await flood;
});

it('continues a snapshot from the last one', async () => {
  const url = urlOf('run_1', 'account_1', 'envelope');
  await openAll([url], '9-99');
  let work = 0;
  onWork = () => (work += 1);
  await openAll([url, url], '9-99');
  expect(work).toBe(0);
});
