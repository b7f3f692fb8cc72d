import { expect, it } from 'vitest';
import { deleteThread } from '../../../src/hub/db/hidden-threads.ts';
import { openTestHub } from '../../support/test-hub.ts';

it('a run that replies after its thread was deleted ends, and is not retried forever', async () => {
  const hub = await openTestHub();
  let begin!: () => void;
  let reply!: () => void;
  const hasBegun = new Promise<void>((resolve) => (begin = resolve));
  const mayReply = new Promise<void>((resolve) => (reply = resolve));
  const { threadId, runId } = await hub.run(async (env) => {
    begin();
    await mayReply;
    await env.addReply('Is anyone there?');
  });
  await hasBegun;
  await deleteThread(hub.db, threadId); // as if the run had started during the deletion
  const ended = new Promise<void>((resolve) => hub.log.onAppend(runId, resolve));
  reply();
  await ended;
  expect(hub.problems).toEqual([]);
  await hub.close();
});
