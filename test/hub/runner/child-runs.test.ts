import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRunTokens, type RunGrant } from '../../../src/hub/accounts/run-tokens.ts';
import type { AgentCatalog } from '../../../src/hub/agents/agent-catalog.ts';
import type { RunRow } from '../../../src/hub/db/runs.ts';
import { threads } from '../../../src/hub/db/schema.ts';
import type { ThreadRow } from '../../../src/hub/db/threads.ts';
import { createChildRuns } from '../../../src/hub/runner/child-runs.ts';
import type { Runner } from '../../../src/hub/runner/runner.ts';
import type { ThreadCopier } from '../../../src/hub/versions/thread-copier.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
  await hub.call('/threads', {});
});
afterAll(() => hub.close());

/** Creates child runs on a runner that the test provides. */
function childRunsOf(runner: () => Partial<Runner>) {
  return createChildRuns({
    db: hub.db,
    agents: { find: () => ({ id: 'a/b/1' }) } as unknown as AgentCatalog,
    runner: runner as () => Runner,
    runTokens: createRunTokens(),
    threadCopier: {} as ThreadCopier,
    report: (problem, error) => expect.fail(`${problem}: ${String(error)}`),
  });
}

it.each(['before the other run begins', 'while the other run begins'])(
  'an agent whose run is cancelled %s leaves no run behind',
  async (when) => {
    const thread = (await hub.db.select().from(threads))[0]!;
    const parent = { id: `run_${when}` } as RunRow;
    const begun: string[] = [];
    const deleted: string[] = [];
    const runner = {
      async start(request: { thread: ThreadRow }) {
        begun.push(request.thread.id);
        childRuns.observer.runBegan({ id: 'run_child' } as RunRow, request.thread);
        cancel();
        return { id: 'run_child' } as RunRow;
      },
      async deleteThreads(gone: ThreadRow[]) {
        deleted.push(...gone.map(({ id }) => id));
        return gone.length;
      },
    } as unknown as Runner;
    const childRuns = childRunsOf(() => runner);
    const cancel = () => childRuns.observer.runEnded({ ...parent, status: 'cancelled' }, thread);
    childRuns.observer.runBegan(parent, thread);
    const grant = { runId: parent.id, threadId: thread.id } as RunGrant;
    const input = { assistant_id: 'a/b/1', thread_mode: 'child', callback: true } as const;
    const started = childRuns.start(thread, grant, input, new AbortController().signal);
    if (when.startsWith('before')) cancel();
    await expect(started).rejects.toMatchObject({ kind: 'conflict', details: { code: 'run_is_over' } });
    expect(begun).toHaveLength(when.startsWith('before') ? 0 : 1);
    expect(deleted).toHaveLength(1);
  },
);

it('a cancelled run cancels the runs that it started, except those that have ended', async () => {
  const thread = (await hub.db.select().from(threads))[0]!;
  const cancelled: string[] = [];
  let count = 0;
  const runner = {
    async start(request: { thread: ThreadRow }) {
      const run = { id: `run_${++count}` } as RunRow;
      childRuns.observer.runBegan(run, request.thread);
      return run;
    },
    cancel: async (_: ThreadRow, { id }: RunRow) => void cancelled.push(id),
  } as unknown as Runner;
  const childRuns = childRunsOf(() => runner);
  const parent = { id: 'run_parent' } as RunRow;
  childRuns.observer.runBegan(parent, thread);
  const grant = { runId: parent.id, threadId: thread.id } as RunGrant;
  const input = { assistant_id: 'a/b/1', thread_mode: 'child', callback: false } as const;
  for (let child = 0; child < 2; child++)
    await childRuns.start(thread, grant, input, new AbortController().signal);
  childRuns.observer.runEnded({ id: 'run_1', status: 'completed' } as RunRow, thread);
  childRuns.observer.runEnded({ ...parent, status: 'cancelled' }, thread);
  expect(cancelled).toEqual(['run_2']);
});
