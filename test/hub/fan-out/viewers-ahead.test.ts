import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DeltaLog } from '../../../src/hub/delta-log/delta-log.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { openStream } from './stream-client.ts';

/** Holds up the next read of what was appended last. */
let hold: Promise<void> | null = null;
let hub: TestHub;

function holdable(log: DeltaLog): DeltaLog {
  return {
    ...log,
    async read(runId, after) {
      const held = after > 0 ? hold : null; // not what reads from the start, such as this test
      if (held) hold = null;
      const entries = await log.read(runId, after);
      await held;
      return entries;
    },
  };
}

beforeAll(async () => {
  hub = await openTestHub({ wrapLog: holdable });
});
afterAll(() => hub.close());

it('lets a viewer whose snapshot is ahead of the others wait for them, and tells it nothing twice', async () => {
  const { path, runId } = await hub.run(async (env) => {
    await env.addReply(env.completion([], { stream: true }));
  });
  const completion = await hub.provider.nextCompletion();
  const rider = await openStream(`${hub.url}/v1${path}`);
  await rider.until(({ text }) => text.includes('thread.message.created'));

  let release!: () => void;
  hold = new Promise((resolve) => (release = resolve));
  completion.push('a'); // what reads for the riders is held up with it
  await hub.untilLogged(runId, '"a"');
  completion.push('b', 'c');
  await hub.untilLogged(runId, '"c"');
  const late = await openStream(`${hub.url}/v1${path}`, '9-9');
  await late.until(({ text }) => text.includes('hub.snapshot'));
  completion.push('d');
  await hub.untilLogged(runId, '"d"');
  expect((await fetch(`${hub.url}/health`)).status, 'the hub has time for others').toBe(200);
  release();
  completion.push('e');
  completion.end();
  expect(await Promise.all([rider.readToEnd(), late.readToEnd()])).toEqual([true, true]);

  const [snapshot, ...after] = late.events;
  expect(JSON.parse(snapshot!.data)).toMatchObject({ data: { deltas: 3, drafts: [{ text: 'abc' }] } });
  const place = rider.events.findIndex(({ lastEventId }) => lastEventId === snapshot!.lastEventId);
  expect(after).toEqual(rider.events.slice(place + 1));
});
