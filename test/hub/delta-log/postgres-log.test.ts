import { afterAll } from 'vitest';
import { openPostgres } from '../../../src/hub/db/open-postgres.ts';
import { createDatabaseLog } from '../../../src/hub/delta-log/database-log.ts';
import { startPostgres } from '../../support/postgres.ts';
import { describeDeltaLog } from './conformance.ts';

const server = await startPostgres();
afterAll(() => server.stop());

describeDeltaLog('Postgres', async () => ({
  // The server may end the pool's last connection before the pool does. Only the read entries matter.
  database: await openPostgres(server.url, () => {}),
  createLog: createDatabaseLog,
}));
