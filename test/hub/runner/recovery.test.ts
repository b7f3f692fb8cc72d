import { expect, it } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { openTestHub } from '../../support/test-hub.ts';

const answerOnce: Agent = async (env) => {
  await env.addReply(env.completion([], { stream: true }));
};

it('the next hub starts and ends the other runs even if one run cannot be ended', async () => {
  const hub = await openTestHub();
  const unreadable = await hub.run(answerOnce);
  await hub.provider.nextCompletion();
  const other = await hub.run(answerOnce);
  await hub.provider.nextCompletion();
  const next = await hub.restart({
    wrapLog: (log) => ({
      ...log,
      async read(runId, after) {
        if (runId === unreadable.runId) throw new Error('it cannot be read');
        return log.read(runId, after);
      },
    }),
  });
  expect(next.problems).toEqual([`Run ${unreadable.runId} could not be recovered: Error: it cannot be read`]);
  expect((await next.events(other.path)).at(-1)?.event).toBe('thread.run.failed');
  await next.close();
});
