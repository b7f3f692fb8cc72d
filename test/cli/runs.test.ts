import { expect, it } from 'vitest';
import { connectHub, type Hub } from '../../src/cli/hub.ts';
import { failureText, endingRemark, startRunWithRetries } from '../../src/cli/runs.ts';
import {
  ApiError,
  HubSilentError,
  HubUnreachableError,
  type RequestOptions,
} from '../../src/client/hub-requests.ts';
import { textContent, type Message } from '../../src/protocol/message.ts';
import type { Run } from '../../src/protocol/run.ts';
import { INITIAL_RUN_STATE, type RunState } from '../../src/protocol/run-state.ts';

const TURN = { threadId: null, assistantId: 'a/b/1', text: 'What is virtue?' };
const RUN = { id: 'run_1' };

const atOnce = async () => {};

/** A hub that gives these answers to one request after the other; the last one repeats. */
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

it('sends a request again with the same key when the connection breaks before the answer', async () => {
  const { hub, asked } = answering(BROKEN, BROKEN, RUN);
  expect(await startRunWithRetries(hub, TURN, atOnce)).toBe(RUN);
  expect(asked).toHaveLength(3);
  expect(new Set(asked.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  expect(new Set(asked.map(({ body }) => JSON.stringify(body))).size).toBe(1);
});

it('stops after four attempts, and at once when the hub refuses', async () => {
  const gone = answering(BROKEN);
  await expect(startRunWithRetries(gone.hub, TURN, atOnce)).rejects.toBe(BROKEN);
  expect(gone.asked).toHaveLength(4);
  const refusal = new ApiError(404, 'No assistant found.');
  const refusing = answering(refusal);
  await expect(startRunWithRetries(refusing.hub, TURN, atOnce)).rejects.toBe(refusal);
  expect(refusing.asked).toHaveLength(1);
});

it('does not send a request again to a hub that stays silent', async () => {
  const silent = answering(new HubSilentError());
  await expect(startRunWithRetries(silent.hub, TURN, atOnce)).rejects.toBeInstanceOf(HubSilentError);
  expect(silent.asked).toHaveLength(1);
});

it('uses a new key for each turn', async () => {
  const { hub, asked } = answering(RUN);
  await startRunWithRetries(hub, TURN, atOnce);
  await startRunWithRetries(hub, { ...TURN, threadId: 'thread_1' }, atOnce);
  expect(asked[0]!.idempotencyKey).not.toBe(asked[1]!.idempotencyKey);
});

const NO_REPLY = 'The agent finished without a reply.';
const LENGTH = 'Cut off: it reached the maximum length. Ask the agent to continue, or try again.';

/** A run that has ended with messages of these texts; the last one is incomplete for this reason. */
function ended(
  status: Run['status'],
  texts: string[],
  reason: string | null,
  run: Partial<Run> = {},
): RunState {
  const messages = texts.map((text, index): Message => {
    const isCut = reason !== null && index === texts.length - 1;
    return {
      id: `msg_${index}`,
      object: 'thread.message',
      created_at: 0,
      thread_id: 'thread_1',
      role: 'assistant',
      status: isCut ? 'incomplete' : 'completed',
      incomplete_details: isCut ? { reason } : null,
      content: textContent(text),
    };
  });
  return {
    ...INITIAL_RUN_STATE,
    status,
    run: {
      id: 'run_1',
      object: 'thread.run',
      created_at: 100,
      thread_id: 'thread_1',
      assistant_id: 'a/b/1',
      status,
      ...run,
    },
    messages: messages.map((message) => ({ id: message.id, message, streamed: null, deltas: 0, opened: 1 })),
  };
}

it.each([
  ['a complete reply', ended('completed', ['Knowledge.'], null), null, null],
  ['no reply', ended('completed', [], null), null, NO_REPLY],
  ['no reply, and a question', ended('requires_action', [], null), null, NO_REPLY],
  ['an empty reply', ended('completed', [' '], null), null, 'The agent sent an empty reply.'],
  [
    'a reply that is nothing but thoughts',
    ended('completed', ['<think>Well.</think>'], null),
    null,
    'The agent sent an empty reply.',
  ],
  ['a reply cut by its length', ended('completed', ['Know'], 'max_completion_tokens'), null, LENGTH],
  [
    'a run cut by its length',
    ended('incomplete', ['Know'], 'run_incomplete', {
      incomplete_details: { reason: 'max_completion_tokens' },
    }),
    LENGTH,
    null,
  ],
  [
    'a run without an answer',
    ended('incomplete', [], null, { incomplete_details: { reason: 'empty' } }),
    'The agent sent an empty reply.',
    null,
  ],
  [
    'a run whose model declined',
    ended('incomplete', ['No.'], 'refusal', { incomplete_details: { reason: 'refusal' } }),
    'The model declined to answer. Put your message in other words, or try again.',
    null,
  ],
  [
    'an empty answer, and a question',
    ended('requires_action', ['One.'], null, { incomplete_details: { reason: 'empty' } }),
    null,
    'The agent sent an empty reply.',
  ],
  [
    'a run that took too long',
    ended('expired', [], null, { expires_at: 160 }),
    'Timed out after 1 minute.',
    null,
  ],
])('reports %s', (_, state, failure, remark) => {
  expect(failureText(state)).toBe(failure);
  expect(endingRemark({ state, isComplete: true })).toBe(remark);
});
