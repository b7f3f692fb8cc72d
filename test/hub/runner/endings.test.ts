import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent, CompletionChunk } from '../../../src/agents/agent.ts';
import { messageLabel, partialReason } from '../../../src/client/partial-reason.ts';
import { runEnding } from '../../../src/client/run-ending.ts';
import { textOf, type Message } from '../../../src/protocol/message.ts';
import type { RunStep } from '../../../src/protocol/run-step.ts';
import type { Run } from '../../../src/protocol/run.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { askCompletion, delegate, messageId, reply } from '../http/routes/delegated-run.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

type Delta = CompletionChunk['choices'][number]['delta'];

/** How a model ends an answer, and the results. */
interface Ending {
  deltas: Delta[];
  finishReason: string;
  run: [status: string, reason: string | null];
  /** Null if no message is stored. */
  message: [text: string, reason: string | null] | null;
  /** The text of page and terminal at the end of the turn. */
  says: string | null;
  /** The text at the message. */
  mark?: string;
}

const TOO_LONG = 'Cut off: it reached the maximum length';
const FILTERED = 'Stopped by the provider\u2019s content filter';
const DECLINED = 'The model declined to answer';
const EMPTY = 'The agent sent an empty reply';

const ENDINGS: Record<string, Ending> = {
  'a whole answer': {
    deltas: [{ content: 'It is ' }, { content: 'knowledge.' }],
    finishReason: 'stop',
    run: ['completed', null],
    message: ['It is knowledge.', null],
    says: null,
  },
  'an answer of the maximum length': {
    deltas: [{ content: 'It is ' }, { content: 'know' }],
    finishReason: 'length',
    run: ['incomplete', 'max_completion_tokens'],
    message: ['It is know', 'max_tokens'],
    says: TOO_LONG,
    mark: TOO_LONG,
  },
  'an answer that a filter cuts': {
    deltas: [{ content: 'It is ' }],
    finishReason: 'content_filter',
    run: ['incomplete', 'content_filter'],
    message: ['It is ', 'content_filter'],
    says: FILTERED,
    mark: FILTERED,
  },
  'a refusal': {
    deltas: [{ refusal: 'I cannot ' }, { refusal: 'help with that.' }],
    finishReason: 'stop',
    run: ['incomplete', 'refusal'],
    message: ['I cannot help with that.', 'refusal'],
    says: DECLINED,
    mark: DECLINED,
  },
  'a refusal by a filter': {
    deltas: [{ refusal: 'No.' }],
    finishReason: 'content_filter',
    run: ['incomplete', 'refusal'],
    message: ['No.', 'refusal'],
    says: DECLINED,
    mark: DECLINED,
  },
  'an empty answer': {
    deltas: [{ role: 'assistant', content: '' }],
    finishReason: 'stop',
    run: ['incomplete', 'empty'],
    message: null,
    says: EMPTY,
  },
  'an answer of white space': {
    deltas: [{ content: ' \n' }, { content: '\n' }],
    finishReason: 'stop',
    run: ['incomplete', 'empty'],
    message: null,
    says: EMPTY,
  },
  'an answer withheld before its first word': {
    deltas: [],
    finishReason: 'content_filter',
    run: ['incomplete', 'content_filter'],
    message: null,
    says: FILTERED,
  },
  'an answer of which only thinking fits': {
    deltas: [{ reasoning_content: 'Let me see. ' }, { reasoning_content: 'Virtue' }],
    finishReason: 'length',
    run: ['incomplete', 'max_completion_tokens'],
    message: null,
    says: TOO_LONG,
  },
};

interface RunPaths {
  threadId: string;
  runId: string;
  path: string;
}

/** Answers the next completion. */
async function answer({ deltas, finishReason }: Pick<Ending, 'deltas' | 'finishReason'>): Promise<void> {
  const completion = await hub.provider.nextCompletion();
  for (const delta of deltas) completion.pushChunk({ choices: [{ index: 0, delta, finish_reason: null }] });
  completion.pushChunk({ choices: [{ index: 0, delta: {}, finish_reason: finishReason }] });
  completion.end();
}

/** Each returns a run in which an agent replies with the model's answer. */
const DRIVERS: Record<string, (ending: Ending) => Promise<RunPaths>> = {
  async 'streamed, the handler given to addReply'(ending) {
    const run = await hub.run((env) => env.addReply(env.completion([], { stream: true })));
    await answer(ending);
    return run;
  },
  async 'streamed, its text given to addReply'(ending) {
    const agent: Agent = async (env) => {
      const handler = env.completion([], { stream: true });
      const text = await handler.text();
      await env.addReply(text, { of: handler });
    };
    const run = await hub.run(agent);
    await answer(ending);
    return run;
  },
  async 'in one piece'(ending) {
    const run = await hub.run(async (env) => env.addReply(await env.completion([])));
    await answer(ending);
    return run;
  },
  async 'in one piece, to an agent outside of the hub'(ending) {
    const delegated = await delegate(hub);
    const { threadId: thread_id, runId: run_id } = delegated;
    const asked = hub.request('/chat/completions', {
      method: 'POST',
      body: JSON.stringify({ messages: [{ role: 'user', content: 'Go.' }] }),
      headers: { thread_id, run_id },
    });
    await answer(ending);
    const { choices } = (await (await asked).json()) as {
      choices: { message: Record<string, string | null> }[];
    };
    const { content, refusal } = choices[0]!.message;
    expect((await reply(hub, delegated, content || refusal || '')).status).toBe(200);
    await hub.call(delegated.run, { status: 'completed' });
    return { ...delegated, path: delegated.stream };
  },
  async 'streamed, to an agent outside of the hub'(ending) {
    const delegated = await delegate(hub);
    const id = messageId(++outside);
    const asked = askCompletion(hub, delegated, id);
    await answer(ending);
    await (await asked).text();
    const text = ending.deltas.map(({ content }) => content ?? '').join('');
    expect((await reply(hub, delegated, text, { message_id: id })).status).toBe(200);
    await hub.call(delegated.run, { status: 'completed' });
    return { ...delegated, path: delegated.stream };
  },
};

let outside = 0;

/** Reads the messages and the run after its end. */
async function resultOf({ threadId, runId, path }: RunPaths) {
  const events = await hub.events(path);
  const run = (await hub.call<Run>(`/threads/${threadId}/runs/${runId}`)).body;
  const listed = await hub.call<{ data: Message[] }>(`/threads/${threadId}/messages?order=asc`);
  const steps = (await hub.call<{ data: RunStep[] }>(`/threads/${threadId}/runs/${runId}/steps?order=asc`))
    .body.data;
  return { events, run, messages: listed.body.data.filter(({ role }) => role === 'assistant'), steps };
}

describe.each(Object.keys(DRIVERS))('%s', (driver) => {
  it.each(Object.keys(ENDINGS))('%s', async (name) => {
    const ending = ENDINGS[name]!;
    const { events, run, messages, steps } = await resultOf(await DRIVERS[driver]!(ending));
    const [status, reason] = ending.run;
    expect([run.status, run.incomplete_details?.reason ?? null]).toEqual([status, reason]);
    const last = events.at(-1)!;
    expect(last.event).toBe(`thread.run.${status}`);
    expect(last.data).toEqual(run);

    const told = messages.map(({ content, incomplete_details }) => [
      textOf(content),
      incomplete_details?.reason ?? null,
    ]);
    expect(told).toEqual(ending.message ? [ending.message] : []);
    expect(steps.map((step) => [step.type, step.status])).toEqual(
      ending.message ? [['message_creation', 'completed']] : [],
    );
    if (ending.message) {
      const ends = events.filter(({ event }) => /^thread\.message\.(completed|incomplete)$/.test(event));
      expect(ends.map(({ event, data }) => [event, data])).toEqual([
        [`thread.message.${ending.message[1] === null ? 'completed' : 'incomplete'}`, messages[0]],
      ]);
    }

    const replies = messages.map((message) => ({
      text: textOf(message.content),
      partial: partialReason(message),
    }));
    expect(runEnding(run, replies)?.title ?? null).toBe(ending.says);
    expect(messages.map(messageLabel)).toEqual(ending.message ? [ending.mark ?? null] : []);
  });
});

it('a run that waits for the person still reports how its last answer ended', async () => {
  const run = await hub.run(async (env) => {
    await env.addReply(env.completion([], { stream: true }));
    env.requestUserInput();
  });
  await answer(ENDINGS['an answer of the maximum length']!);
  const result = await resultOf(run);
  expect(result.run).toMatchObject({
    status: 'requires_action',
    incomplete_details: { reason: 'max_completion_tokens' },
  });
});

it('a run ends like its last answer, not like an earlier one', async () => {
  const run = await hub.run(async (env) => {
    await env.addReply(env.completion([], { stream: true }));
    await env.addReply(env.completion([], { stream: true }));
  });
  await answer(ENDINGS['an answer of the maximum length']!);
  await answer(ENDINGS['a whole answer']!);
  const result = await resultOf(run);
  expect(result.run).toMatchObject({ status: 'completed', incomplete_details: null });
  expect(result.messages.map(({ status }) => status)).toEqual(['incomplete', 'completed']);
});

it('a run that fails after a cut-off answer has the status failed', async () => {
  const run = await hub.run(async (env) => {
    await env.addReply(env.completion([], { stream: true }));
    throw new Error('out of ink');
  });
  await answer(ENDINGS['an answer of the maximum length']!);
  expect((await resultOf(run)).run).toMatchObject({ status: 'failed', incomplete_details: null });
});

it('an agent that replies with nothing writes no message', async () => {
  const result = await resultOf(await hub.run((env) => env.addReply('\n')));
  expect(result.run).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'empty' } });
  expect(result.messages).toEqual([]);
  expect(result.events.filter(({ event }) => event.startsWith('thread.message.'))).toEqual([]);
});

it('the next turn gets a cut-off answer and a refusal', async () => {
  const seen: string[][] = [];
  const agent: Agent = async (env) => {
    seen.push((await env.listMessages()).map(({ content }) => content));
    await env.addReply(env.completion([], { stream: true }));
  };
  const { threadId, path } = await hub.run(agent, 'One?');
  await answer(ENDINGS['an answer of the maximum length']!);
  await hub.events(path);
  for (const ending of ['a refusal', 'a whole answer']) {
    const next = await hub.call<{ id: string }>(`/threads/${threadId}/runs`, {
      assistant_id: hub.addAgent(agent),
    });
    await answer(ENDINGS[ending]!);
    await hub.events(`/threads/${threadId}/stream/${next.body.id}`);
  }
  expect(seen.at(-1)).toEqual(['One?', 'It is know', 'I cannot help with that.']);
});

it('only a reply of a run may be empty', async () => {
  const thread = await hub.call<{ id: string }>('/threads', {});
  for (const role of ['user', 'assistant']) {
    const { status } = await hub.call(`/threads/${thread.body.id}/messages`, { role, content: ' ' });
    expect(status).toBe(400);
  }
});
