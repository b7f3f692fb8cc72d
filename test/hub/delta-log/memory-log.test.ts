import { createMemoryLog } from '../../support/memory-log.ts';
import { openTestDatabase } from '../../support/test-database.ts';
import { describeDeltaLog } from './conformance.ts';

describeDeltaLog('memory', async () => ({
  database: await openTestDatabase(),
  createLog: (db) => createMemoryLog((work) => db.transaction(work)),
}));
