import { expect, it } from 'vitest';
import { connectHub, type Hub } from '../../src/cli/hub.ts';
import { startRun } from '../../src/cli/runs.ts';
import { ApiError, HubUnreachableError, type RequestOptions } from '../../src/client/hub-requests.ts';

const TURN = { threadId: null, assistantId: 'a/b/1', text: 'What is virtue?' };
const RUN = { id: 'run_1' };

const atOnce = async () => {};

/** A hub that answers so to one request after the other, the last time for good. */
function answering(...answers: unknown[]): { hub: Hub; asked: RequestOptions[] } {
  const asked: RequestOptions[] = [];
  const hub = {
    ...connectHub({ hub: 'http://127.0.0.1:1' }),
    async requestJson(_: unknown, __: string, options: RequestOptions) {
      asked.push(options);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer instanceof Error) throw answer;
      return answer;
    },
  } as Hub;
  return { hub, asked };
}

const BROKEN = new HubUnreachableError(null);

it('asks for a run again, under the same key, where the connection breaks before the answer', async () => {
  const { hub, asked } = answering(BROKEN, BROKEN, RUN);
  expect(await startRun(hub, TURN, atOnce)).toBe(RUN);
  expect(asked).toHaveLength(3);
  expect(new Set(asked.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  expect(new Set(asked.map(({ body }) => JSON.stringify(body))).size).toBe(1);
});

it('gives it up in the end, and at once where the hub has refused it', async () => {
  const gone = answering(BROKEN);
  await expect(startRun(gone.hub, TURN, atOnce)).rejects.toBe(BROKEN);
  expect(gone.asked).toHaveLength(4);
  const refusal = new ApiError(404, 'No assistant found.');
  const refusing = answering(refusal);
  await expect(startRun(refusing.hub, TURN, atOnce)).rejects.toBe(refusal);
  expect(refusing.asked).toHaveLength(1);
});

it('has another key for each turn', async () => {
  const { hub, asked } = answering(RUN);
  await startRun(hub, TURN, atOnce);
  await startRun(hub, { ...TURN, threadId: 'thread_1' }, atOnce);
  expect(asked[0]!.idempotencyKey).not.toBe(asked[1]!.idempotencyKey);
});
