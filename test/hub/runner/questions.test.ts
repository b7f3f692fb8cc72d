import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { openRequests, type PersonAnswer } from '../../../src/protocol/person-request.ts';
import type { Run } from '../../../src/protocol/run.ts';
import type { RunStep } from '../../../src/protocol/run-step.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import type { AssistantRun } from './assistant-run.ts';
import { stateOf } from './state-of.ts';
import { startAgent } from './tool-loop.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

const send = ({ path }: AssistantRun, ...answers: PersonAnswer[]) =>
  hub.call<Run & { error?: { message: string } }>(`${path}/answers`, { answers });

const QUESTIONS: Agent = async (env) => {
  const name = await env.ask('What is your name?');
  const color = await env.ask('Which color?', { choices: ['red', 'blue'] });
  const form = await env.ask('When, and for how many?', {
    form: {
      type: 'object',
      properties: { day: { type: 'string', format: 'date' }, people: { type: 'integer', minimum: 1 } },
      required: ['day', 'people'],
    },
  });
  await env.addReply(JSON.stringify([name, color, form]));
};

/** The question that a run waits for, once it is asked. */
async function question(run: AssistantRun, text: string): Promise<string> {
  await hub.untilLogged(run.runId, text);
  return openRequests((await hub.call<Run>(run.path)).body.required_action)[0]!.id;
}

/** The steps of the run's thread, oldest first. */
async function threadSteps({ threadId }: AssistantRun): Promise<RunStep[]> {
  return (await hub.call<{ data: RunStep[] }>(`/threads/${threadId}/steps?order=asc`)).body.data;
}

describe('a question of an agent', () => {
  it('is answered with a text, a choice or a form, which must be valid', async () => {
    const run = await startAgent(hub, QUESTIONS);
    const first = await question(run, 'What is your name?');
    expect((await send(run, { request_id: first, content: { answer: '' } })).status).toBe(400);
    await send(run, { request_id: first, content: { answer: 'Ana' } });
    const second = await question(run, 'Which color?');
    const wrong = await send(run, { request_id: second, content: { answer: 'green' } });
    expect(wrong).toMatchObject({ status: 400, body: { error: { param: 'answers.0.content' } } });
    await send(run, { request_id: second, content: { answer: 'blue' } });
    const third = await question(run, 'When, and');
    expect(
      (await send(run, { request_id: third, content: { day: '2026-12-01', people: 0 } })).body.error?.message,
    ).toContain('people');
    await send(run, { request_id: third, content: { day: '2026-12-01', people: 2 } });
    const { messages } = stateOf(await hub.events(run.stream));
    expect(messages.at(-1)?.message?.content).toMatchObject([
      { text: { value: '["Ana","blue",{"day":"2026-12-01","people":2}]' } },
    ]);
  });

  it('can be declined', async () => {
    const run = await startAgent(hub, async (env) => {
      await env.addReply(String(await env.ask('What is your name?')));
    });
    await send(run, { request_id: await question(run, 'What is your name?'), content: null });
    const { messages } = stateOf(await hub.events(run.stream));
    expect(messages.at(-1)?.message?.content).toMatchObject([{ text: { value: 'null' } }]);
    expect(await threadSteps(run)).toMatchObject([{ step_details: { question: { content: null } } }]);
  });

  it('stays in the thread with its answer, once, between the messages', async () => {
    const run = await startAgent(hub, async (env) => {
      await env.addReply('Hello.');
      const name = await env.ask('What is your name?');
      await env.addReply(`Hello ${String(name)}.`);
      await env.addReply(String(await env.ask('Which color?', { choices: ['red', 'blue'] })));
    });
    const first = { request_id: await question(run, 'What is your name?'), content: { answer: 'Ana' } };
    await send(run, first);
    const second = await question(run, 'Which color?');
    await send(run, first); // repeated
    expect(await threadSteps(run), 'an open question is not kept').toHaveLength(1);
    await send(run, { request_id: second, content: { answer: 'blue' } });

    const events = await hub.events(run.stream);
    const { steps, messages, deltas } = stateOf(events);
    const kept = [
      { id: first.request_id, question: { question: 'What is your name?', content: first.content } },
      { id: second, question: { question: 'Which color?', content: { answer: 'blue' } } },
    ];
    expect(steps).toMatchObject(kept.map((one) => ({ ...one, status: 'completed' })));
    expect(deltas).toBe(0);
    const [, hello, color] = messages;
    expect(await threadSteps(run)).toMatchObject([
      {
        object: 'thread.run.question',
        type: 'question',
        run_id: run.runId,
        next_message_id: hello!.id,
        step_details: { type: 'question', question: kept[0]!.question },
      },
      { next_message_id: color!.id, step_details: { question: kept[1]!.question } },
    ]);
    const { body } = await hub.call<{ data: RunStep[] }>(`${run.path}/steps`);
    expect(
      body.data.map(({ type }) => type),
      'not for OpenAI’s clients',
    ).toEqual(Array(3).fill('message_creation'));
  });
});
