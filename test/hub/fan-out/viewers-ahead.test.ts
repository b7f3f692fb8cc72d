import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DeltaLog } from '../../../src/hub/delta-log/delta-log.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { openStream } from './stream-client.ts';

/** Delays the next read of new entries. */
let hold: Promise<void> | null = null;
let hub: TestHub;

function holdable(log: DeltaLog): DeltaLog {
  return {
    ...log,
    async read(runId, after) {
      const held = after > 0 ? hold : null; // not a read from the start, such as this test's own
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

it('lets a viewer whose snapshot is ahead of the others wait for them, and sends it nothing twice', async () => {
  const { path, runId } = await hub.run(async (env) => {
    await env.addReply(env.completion([], { stream: true }));
  });
  const completion = await hub.provider.nextCompletion();
  const live = await openStream(`${hub.url}/v1${path}`);
  await live.until(({ text }) => text.includes('thread.message.created'));

  let release!: () => void;
  hold = new Promise((resolve) => (release = resolve));
  completion.push('a'); // the read for the live viewers is delayed with it
  await hub.untilLogged(runId, '"a"');
  completion.push('b', 'c');
  await hub.untilLogged(runId, '"c"');
  const late = await openStream(`${hub.url}/v1${path}`, '9-9');
  await late.until(({ text }) => text.includes('hub.snapshot'));
  completion.push('d');
  await hub.untilLogged(runId, '"d"');
  expect((await fetch(`${hub.url}/health`)).status, 'the hub answers other requests').toBe(200);
  release();
  completion.push('e');
  completion.end();
  expect(await Promise.all([live.readToEnd(), late.readToEnd()])).toEqual([true, true]);

  const [snapshot, ...after] = late.events;
  expect(JSON.parse(snapshot!.data)).toMatchObject({ data: { deltas: 3, drafts: [{ text: 'abc' }] } });
  const place = live.events.findIndex(({ lastEventId }) => lastEventId === snapshot!.lastEventId);
  expect(after).toEqual(live.events.slice(place + 1));
});
