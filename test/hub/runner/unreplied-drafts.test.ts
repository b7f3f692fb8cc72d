import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent, Environment } from '../../../src/agents/agent.ts';
import { allMessageRows } from '../../../src/hub/db/messages.ts';
import { ProviderError } from '../../../src/hub/providers/provider.ts';
import { parseEventId } from '../../../src/protocol/event-id.ts';
import { isRevised, INITIAL_RUN_STATE, type RunState } from '../../../src/protocol/run-state.ts';
import { textOf, type Message } from '../../../src/protocol/message.ts';
import { reduceRun } from '../../../src/protocol/reduce-run.ts';
import { parseEnvelope } from '../../../src/protocol/stream-event.ts';
import type { Run } from '../../../src/protocol/run.ts';
import type { ReceivedEvent } from '../../support/read-events.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

const stream = (env: Environment) => env.completion([], { stream: true });

/** What the model does next: it streams a text and ends, fails after it, or never ends. */
type Answer = [text: string, then: 'ends' | 'breaks' | 'goes on'];

async function answer(...answers: Answer[]): Promise<void> {
  for (const [text, then] of answers) {
    const completion = await hub.provider.nextCompletion();
    if (text !== '') completion.push(...text.split(/(?<= )/));
    if (then === 'ends') completion.end();
    if (then === 'breaks') completion.fail(new ProviderError('gone'));
  }
}

interface Result {
  run: Run;
  /** Each text of the agent with its reason, in order. */
  texts: [string, string | null][];
  state: RunState;
}

async function resultOf({
  threadId,
  runId,
  path,
}: {
  threadId: string;
  runId: string;
  path: string;
}): Promise<Result> {
  const state = (await hub.events(path)).reduce(reduceReceived, INITIAL_RUN_STATE);
  const { body: run } = await hub.call<Run>(`/threads/${threadId}/runs/${runId}`);
  const { body } = await hub.call<{ data: Message[] }>(`/threads/${threadId}/messages?order=asc`);
  const texts = body.data
    .filter(({ role }) => role === 'assistant')
    .map(({ content, incomplete_details }): [string, string | null] => [
      textOf(content),
      incomplete_details?.reason ?? null,
    ]);
  return { run, texts, state };
}

function reduceReceived(state: RunState, { id, event, data }: ReceivedEvent): RunState {
  return reduceRun(state, {
    type: 'event',
    id: parseEventId(id),
    event: parseEnvelope(JSON.stringify({ event, data })),
  });
}

const failing: Agent = async (env) => {
  await stream(env).text();
  throw new Error('out of ink');
};

const planThenAnswer: Agent = async (env) => {
  await stream(env).text();
  await env.addReply(stream(env));
};

const answerThenFail: Agent = async (env) => {
  await env.addReply(stream(env));
  await stream(env).text();
  throw new Error('out of ink');
};

const bothThenFail: Agent = async (env) => {
  await Promise.all([stream(env).text(), stream(env).text()]);
  throw new Error('out of ink');
};

const LOST = 'run_failed';

describe('the streamed text of a run that fails', () => {
  it.each<[string, Agent, Answer[], Result['texts'], discarded: number[]]>([
    ['an answer before its reply', failing, [['It is so.', 'ends']], [['It is so.', LOST]], []],
    [
      'an answer that was streaming, and not the plan before it',
      planThenAnswer,
      [
        ['First, then.', 'ends'],
        ['It is', 'breaks'],
      ],
      [['It is', LOST]],
      [2],
    ],
    [
      'a plan, if there was no answer',
      planThenAnswer,
      [
        ['First, then.', 'ends'],
        ['', 'breaks'],
      ],
      [['First, then.', LOST]],
      [],
    ],
    [
      'an answer after a reply',
      answerThenFail,
      [
        ['One.', 'ends'],
        ['Two.', 'ends'],
      ],
      [
        ['One.', null],
        ['Two.', LOST],
      ],
      [],
    ],
    [
      'two answers side by side',
      bothThenFail,
      [
        ['One.', 'ends'],
        ['Two.', 'ends'],
      ],
      [
        ['One.', LOST],
        ['Two.', LOST],
      ],
      [],
    ],
    ['no text of white space', failing, [[' ', 'ends']], [], []],
  ])('keeps %s', async (_, agent, answers, texts, discarded) => {
    const run = await hub.run(agent);
    await answer(...answers);
    const result = await resultOf(run);
    expect(result.run.status).toBe('failed');
    expect(result.texts).toEqual(texts);
    expect(result.run.notices).toEqual(
      discarded.map((deltas) => ({ type: 'discarded', message_id: expect.any(String), deltas })),
    );
  });

  it('keeps an ended answer if the run is cancelled before the reply', async () => {
    let onRead = () => {};
    const read = new Promise<void>((resolve) => (onRead = resolve));
    const run = await hub.run(async (env) => {
      await stream(env).text();
      onRead();
      await new Promise(() => {});
    });
    await answer(['It is so.', 'ends']);
    await read;
    await hub.call(`/threads/${run.threadId}/runs/${run.runId}/cancel`, {});
    expect((await resultOf(run)).texts).toEqual([['It is so.', 'run_cancelled']]);
  });

  it('keeps the thinking with it', async () => {
    const run = await hub.run(failing);
    const completion = await hub.provider.nextCompletion();
    completion.pushChunk({ choices: [{ index: 0, delta: { reasoning_content: 'Let me see.' } }] });
    completion.push('It is so.');
    completion.end();
    await resultOf(run);
    const rows = await allMessageRows(hub.db, run.threadId);
    expect(rows.at(-1)).toMatchObject({ text: 'It is so.', thinking: 'Let me see.' });
  });
});

describe('a reply that the agent has edited', () => {
  const edit: Agent = async (env) => {
    const handler = stream(env);
    await env.addReply((await handler.text()).toUpperCase(), { of: handler });
  };

  it('replaces the stream that it was made from, and counts as revised', async () => {
    const run = await hub.run(edit);
    await answer(['It is so.', 'ends']);
    const { texts, state, run: ended } = await resultOf(run);
    expect(texts).toEqual([['IT IS SO.', null]]);
    expect(state.messages.map((message) => [message.streamed, isRevised(message)])).toEqual([
      ['It is so.', true],
    ]);
    expect(state.messages[0]).toMatchObject({ deltas: 3 });
    expect(state.discarded.drafts).toBe(0);
    expect(ended.notices).toEqual([]);
  });

  it('is cut off like the stream, and still counts as revised', async () => {
    const run = await hub.run(edit);
    const completion = await hub.provider.nextCompletion();
    completion.push('It is');
    completion.pushChunk({ choices: [{ index: 0, delta: {}, finish_reason: 'length' }] });
    completion.end();
    const { texts, state } = await resultOf(run);
    expect(texts).toEqual([['IT IS', 'max_tokens']]);
    expect(state.messages.map(isRevised)).toEqual([true]);
  });

  it('can replace a stream that has not ended', async () => {
    const run = await hub.run(async (env) => {
      const handler = stream(env);
      for await (const _ of handler) break;
      await env.addReply('Enough.', { of: handler });
    });
    await answer(['It is so.', 'goes on']);
    const { texts, state } = await resultOf(run);
    expect(texts).toEqual([['Enough.', null]]);
    expect(state.messages).toHaveLength(1);
    expect(state.drafts).toEqual([]);
  });

  it('is matched by the stream and not by the text, if two have the same text', async () => {
    const run = await hub.run(async (env) => {
      const [one, other] = [stream(env), stream(env)];
      await Promise.all([one.text(), other.text()]);
      await env.addReply(one);
      await env.addReply(other);
    });
    await answer(['Same.', 'ends'], ['Same.', 'ends']);
    const { state } = await resultOf(run);
    expect(state.messages.map(({ streamed }) => streamed)).toEqual(['Same.', 'Same.']);
  });
});

describe('two completions side by side', () => {
  it.each([
    ['in their order', [0, 1]],
    ['in the other order', [1, 0]],
  ])('each keep their id, replied with %s', async (_, order) => {
    const run = await hub.run(async (env) => {
      const handlers = [stream(env), stream(env)];
      const texts = await Promise.all(handlers.map((handler) => handler.text()));
      for (const at of order) await env.addReply(`${texts[at]} Edited.`, { of: handlers[at]! });
    });
    await answer(['One.', 'ends'], ['Two.', 'ends']);
    const { state, texts, run: ended } = await resultOf(run);
    const streamed = ['One.', 'Two.'];
    expect(texts).toEqual(order.map((at) => [`${streamed[at]} Edited.`, null]));
    expect(state.messages.map((message) => message.streamed)).toEqual(order.map((at) => streamed[at]));
    expect(ended.notices).toEqual([]);
  });

  it('are discarded if the run completes with only one of them', async () => {
    const run = await hub.run(async (env) => {
      const [one, other] = [stream(env), stream(env)];
      await other.text();
      await env.addReply(one);
    });
    await answer(['Some words.', 'ends'], ['A plan.', 'ends']);
    const { texts, run: ended } = await resultOf(run);
    expect(texts).toEqual([['Some words.', null]]);
    expect(ended.notices).toEqual([{ type: 'discarded', message_id: expect.any(String), deltas: 2 }]);
  });
});

describe('a plan that the agent does not reply with', () => {
  it('becomes a notice of its run, the same as in the stream', async () => {
    const run = await hub.run(planThenAnswer);
    await answer(['First, then.', 'ends'], ['It is so.', 'ends']);
    const { state, run: ended, texts } = await resultOf(run);
    expect(texts).toEqual([['It is so.', null]]);
    expect(ended.notices).toEqual([{ type: 'discarded', message_id: expect.any(String), deltas: 2 }]);
    expect(state.discarded).toEqual({ drafts: 1, deltas: 2 });
    expect(state.run?.notices).toEqual(ended.notices);
  });
});
