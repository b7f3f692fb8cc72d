import { expect, it } from 'vitest';
import type { Run } from '../../../src/protocol/run.ts';
import { openTestHub } from '../../support/test-hub.ts';

it('a run whose agent cannot reach its own server does not report a database failure', async () => {
  const hub = await openTestHub();
  const { path, threadId, runId } = await hub.run(async () => {
    throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:6379'), { code: 'ECONNREFUSED' });
  });
  await hub.events(path);
  const { body } = await hub.call<Run>(`/threads/${threadId}/runs/${runId}`);
  expect(body.last_error?.message).toBe('The agent failed: connect ECONNREFUSED 10.0.0.1:6379');
  await hub.close();
});
