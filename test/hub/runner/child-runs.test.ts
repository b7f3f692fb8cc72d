import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRunTokens, type RunGrant } from '../../../src/hub/accounts/run-tokens.ts';
import type { AgentCatalog } from '../../../src/hub/agents/agent-catalog.ts';
import type { RunRow } from '../../../src/hub/db/runs.ts';
import { threads } from '../../../src/hub/db/schema.ts';
import type { ThreadRow } from '../../../src/hub/db/threads.ts';
import { createChildRuns } from '../../../src/hub/runner/execution/child-runs.ts';
import type { Runner } from '../../../src/hub/runner/runner.ts';
import type { ThreadCopier } from '../../../src/hub/versions/thread-copier.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
  await hub.call('/threads', {});
});
afterAll(() => hub.close());

type Report = (problem: string, error: unknown) => void;
const unexpected: Report = (problem, error) => expect.fail(`${problem}: ${String(error)}`);

/** Creates child runs on a runner that the test provides. */
function childRunsOf(runner: () => Partial<Runner>, report = unexpected) {
  return createChildRuns({
    db: hub.db,
    agents: { find: () => ({ id: 'a/b/1' }) } as unknown as AgentCatalog,
    runner: runner as () => Runner,
    runTokens: createRunTokens(),
    threadCopier: {} as ThreadCopier,
    report,
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
      childBegan: () => expect.fail('No run has begun.'),
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

/** Starts runs for a run, which is returned with their child runs. `cancel` is called when the run is cancelled. */
async function startChildren(count: number, cancel: Runner['cancel'], report?: Report) {
  const thread = (await hub.db.select().from(threads))[0]!;
  let started = 0;
  const runner = {
    async start(request: { thread: ThreadRow }) {
      const run = { id: `run_${++started}` } as RunRow;
      childRuns.observer.runBegan(run, request.thread);
      return run;
    },
    childBegan() {},
    cancel,
  } as unknown as Runner;
  const childRuns = childRunsOf(() => runner, report);
  const parent = { id: 'run_parent' } as RunRow;
  childRuns.observer.runBegan(parent, thread);
  const grant = { runId: parent.id, threadId: thread.id } as RunGrant;
  const input = { assistant_id: 'a/b/1', thread_mode: 'child', callback: false } as const;
  for (let child = 0; child < count; child++)
    await childRuns.start(thread, grant, input, new AbortController().signal);
  return { end: (run: Partial<RunRow>) => childRuns.observer.runEnded({ ...parent, ...run }, thread) };
}

it('a cancelled run cancels the runs that it started, except those that have ended', async () => {
  const cancelled: string[] = [];
  const { end } = await startChildren(2, async (_, run) => {
    cancelled.push(run.id);
    return run;
  });
  end({ id: 'run_1', status: 'completed' });
  end({ status: 'cancelled' });
  expect(cancelled).toEqual(['run_2']);
});

it('reports a started run that could not be cancelled', async () => {
  const problems: string[] = [];
  const failing = () => Promise.reject(new Error('The database is gone.'));
  const { end } = await startChildren(1, failing, (problem) => problems.push(problem));
  end({ status: 'cancelled' });
  await expect.poll(() => problems).toEqual(['A run that an agent has started could not be cancelled']);
});
