import { openPglite } from '../../../src/hub/db/open-pglite.ts';
import { createMemoryLog } from '../../../src/hub/delta-log/memory-log.ts';
import { describeDeltaLog } from './conformance.ts';

describeDeltaLog('memory', async () => ({
  database: await openPglite(null),
  createLog: (db) => createMemoryLog((work) => db.transaction(work)),
}));
