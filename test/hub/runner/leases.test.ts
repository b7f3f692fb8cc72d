import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureAccount } from '../../../src/hub/db/accounts.ts';
import type { OpenDatabase } from '../../../src/hub/db/database.ts';
import { claimRun, insertRun, type RunOnThread } from '../../../src/hub/db/runs.ts';
import { insertThread, newThread } from '../../../src/hub/db/threads.ts';
import { createMemoryLog } from '../../support/memory-log.ts';
import { createActiveRuns, type ActiveRun, type ActiveRuns } from '../../../src/hub/runner/active-run.ts';
import { keepLeases } from '../../../src/hub/runner/leases.ts';
import { newRun } from '../../../src/hub/runner/new-run.ts';
import { createRunConversation } from '../../../src/hub/runner/execution/run-conversation.ts';
import { createRunDeadline } from '../../../src/hub/runner/run-deadline.ts';
import { createRunRequests } from '../../../src/hub/runner/requests/run-requests.ts';
import { createRunRecorder } from '../../../src/hub/runner/recording/create-run-recorder.ts';
import { openTestDatabase } from '../../support/test-database.ts';

let database: OpenDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

/** Stores a run in the database, which this hub writes if `active` is given. */
async function addRun(active?: ActiveRuns): Promise<{ id: string; controller: AbortController }> {
  const { db } = database;
  const thread = newThread((await ensureAccount(db, 'account_1')).id, {});
  await insertThread(db, thread);
  const run = newRun(thread.id, { assistant_id: 'test/agent/1.0.0' }, 60_000);
  await insertRun(db, run);
  const controller = new AbortController();
  const log = createMemoryLog((work) => db.transaction(work));
  const recorder = createRunRecorder(log, run, { onFailure: () => {} });
  const deadline = createRunDeadline(run.expiresAt, () => {});
  const written: ActiveRun = {
    thread,
    recorder,
    deadline,
    requests: createRunRequests({ recorder, deadline, runTimeout: 60_000, answerTimeout: 60_000 }),
    isResumed: false,
    conversation: createRunConversation(db, database.availability, recorder, 400_000),
    controller,
    releaseSlot: () => {},
    requestedOutcome: null,
    process: null,
    servers: null,
    onToolOutputs: null,
    messageIds: new Set(),
  };
  active?.add(written, new Promise(() => {}));
  return { id: run.id, controller };
}

async function renew(active: ActiveRuns): Promise<string[]> {
  const lost: string[] = [];
  const onLost = async ({ run }: RunOnThread) => void lost.push(run.id);
  const leases = keepLeases({ ...database, active, onLost, report: () => {} });
  await leases.renew();
  return lost;
}

const letLeasesRunOut = () =>
  database.db.execute(`update runs set lease_until = now() - interval '1 second'`);

it('renews the runs that this hub writes, and finds those that no hub writes any more', async () => {
  const active = createActiveRuns();
  const [mine, orphan] = [await addRun(active), await addRun()];
  expect(await renew(active), 'their leases still run').toEqual([]);
  await letLeasesRunOut();
  expect(await renew(active)).toEqual([orphan.id]);
  expect(mine.controller.signal.aborted).toBe(false);
});

it('ends a run in this hub after another writer has taken it', async () => {
  const active = createActiveRuns();
  const [mine, taken] = [await addRun(active), await addRun(active)];
  await claimRun(database.db, taken.id, 2);
  await renew(active);
  expect(mine.controller.signal.aborted).toBe(false);
  expect(taken.controller.signal.aborted).toBe(true);
});

it('reports a run that cannot be recovered, continues with the others, and retries it in the next round', async () => {
  await letLeasesRunOut();
  const orphans = [await addRun(), await addRun()];
  await letLeasesRunOut();
  const tried: string[] = [];
  const problems: string[] = [];
  const leases = keepLeases({
    ...database,
    active: createActiveRuns(),
    async onLost({ run: { id } }) {
      tried.push(id);
      if (id === orphans[0]!.id) throw new Error('its log cannot be read');
    },
    report: (problem) => problems.push(problem),
  });
  await leases.renew();
  expect(tried).toEqual(expect.arrayContaining(orphans.map(({ id }) => id)));
  expect(problems).toEqual([`Run ${orphans[0]!.id} could not be recovered`]);
  await leases.renew();
  expect(tried.filter((id) => id === orphans[0]!.id)).toHaveLength(2);
});

it('renews nothing if there are no runs', async () => {
  await letLeasesRunOut();
  expect((await renew(createActiveRuns())).length).toBeGreaterThan(0);
});
