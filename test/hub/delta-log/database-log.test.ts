import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabaseLog } from '../../../src/hub/delta-log/database-log.ts';
import { openTestDatabase } from '../../support/test-database.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { describeDeltaLog } from './conformance.ts';

describeDeltaLog('PGlite', async () => ({
  database: await openTestDatabase(),
  createLog: createDatabaseLog,
}));

describe('the durable delta log', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await openTestHub();
  });
  afterAll(() => hub.close());

  it('returns the same events from the database after a restart as from memory before', async () => {
    const { runId, path } = await hub.run(async (env) => {
      for (let at = 0; at < 3; at++) await env.addReply(`reply ${at}`);
    });
    const live = await hub.events(path);
    const reopened = createDatabaseLog(hub.db);
    const entries = await reopened.read(runId, 0);
    expect(entries.map(({ id, event }) => [`${id.attempt}-${id.seq}`, event])).toEqual(
      live.map(({ id, event }) => [id, event]),
    );
  });
});
