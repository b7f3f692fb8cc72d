import { expect, it, vi } from 'vitest';
import { openTestHub } from '../../support/test-hub.ts';

const FAILURES = 8;

const waits = vi.hoisted((): number[] => []);
vi.mock(import('node:timers/promises'), async (importOriginal) => ({
  ...(await importOriginal()),
  setTimeout: (async (time: number) => void waits.push(time)) as never,
}));

it('retries to write the end of a run, with delays of at most two seconds, until it succeeds', async () => {
  let failures = 0;
  const hub = await openTestHub({
    wrapLog: (log) => ({
      ...log,
      async append(write) {
        const isEnd = write.events.some(({ event }) => event === 'thread.run.completed');
        if (isEnd && failures++ < FAILURES) throw new Error('the disk is full');
        await log.append(write);
      },
    }),
  });
  const { path } = await hub.run(async () => {});
  expect((await hub.events(path)).at(-1)?.event).toBe('thread.run.completed');
  expect(waits).toEqual([250, 500, 1_000, 2_000, 2_000, 2_000, 2_000, 2_000]);
  await hub.close();
});
