import { expect, it } from 'vitest';
import { ALWAYS_AVAILABLE } from '../../../../src/hub/db/availability.ts';
import { openTestHub } from '../../../support/test-hub.ts';
import { askCompletion, delegate, messageId } from './delegated-run.ts';

it('a message_id is free again if its client disconnected while the hub waited for its database', async () => {
  let waits!: () => void;
  let goOn!: () => void;
  const isWaiting = new Promise<void>((resolve) => (waits = resolve));
  const mayGoOn = new Promise<void>((resolve) => (goOn = resolve));
  let isUnavailable = false;
  const hub = await openTestHub({
    availability: {
      ...ALWAYS_AVAILABLE,
      async withRetry(work) {
        if (isUnavailable) waits();
        if (isUnavailable) await mayGoOn;
        return work(false);
      },
    },
  });
  const { forward } = hub.provider;
  let tellRefused!: () => void;
  const isRefused = new Promise<void>((resolve) => (tellRefused = resolve));
  hub.provider.forward = async (body, options) => {
    if (options.signal.aborted) tellRefused();
    options.signal.throwIfAborted(); // as fetch does
    return forward(body, options);
  };
  const delegated = await delegate(hub);
  const { threadId, runId } = delegated;
  isUnavailable = true;
  const leaving = new AbortController();
  const left = expect(
    hub.request('/chat/completions', {
      method: 'POST',
      signal: leaving.signal,
      body: JSON.stringify({ messages: [], stream: true }),
      headers: { thread_id: threadId, run_id: runId, message_id: messageId(1) },
    }),
  ).rejects.toThrow();
  await isWaiting;
  leaving.abort();
  await left;
  await hub.call('/registry'); // by now the hub has noticed the disconnect
  isUnavailable = false;
  goOn();
  await isRefused;
  const again = askCompletion(hub, delegated, messageId(1));
  const answer = await Promise.race([again, hub.provider.nextCompletion()]);
  if ('end' in answer) answer.end();
  expect((await again).status).toBe(200);
  await hub.close();
});
