import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRun } from '../../../src/hub/db/runs.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { callChunk, endWith, say } from './assistant-run.ts';
import { stateOf } from './state-of.ts';
import { call, deferred, PARAMETERS, startAgent, stepsOf, toolThat, USAGE, withTools } from './tool-loop.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

describe('runTools', () => {
  it('runs calls side by side, sends their outputs, and replies with the answer', async () => {
    const [rain, sun] = [deferred<string>(), deferred<string>()];
    const signals: AbortSignal[] = [];
    const run = await startAgent(
      hub,
      withTools(
        {
          rain: toolThat(({ city }, { signal }) => {
            signals.push(signal);
            sun.resolve(`${String(city)}: sun`);
            return rain.promise;
          }),
          sun: toolThat(async () => {
            rain.resolve(await sun.promise); // both run at the same time
            return { hours: 8 };
          }),
        },
        { toolChoice: 'required', parallelToolCalls: false, responseFormat: { type: 'text' } },
      ),
    );
    const first = await call(hub, 'rain', 'sun');
    const second = await say(hub, 'It is dry.');
    const state = stateOf(await hub.events(run.stream));

    expect(first.settings).toMatchObject({
      tools: [
        {
          type: 'function',
          function: { name: 'rain', description: 'The weather of a city.', parameters: PARAMETERS },
        },
        { function: { name: 'sun' } },
      ],
      tool_choice: 'required',
      parallel_tool_calls: false,
      response_format: { type: 'text' },
    });
    expect(second.request.settings).toMatchObject({ tool_choice: 'auto', parallel_tool_calls: false });
    expect(second.request.messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: '',
        tool_calls: ['rain', 'sun'].map((name, index) => ({
          id: `call_${index}`,
          type: 'function',
          function: { name, arguments: '{"city":"Athens"}' },
        })),
      },
      { role: 'tool', tool_call_id: 'call_0', content: 'Athens: sun' },
      { role: 'tool', tool_call_id: 'call_1', content: '{"hours":8}' },
    ]);
    expect(state).toMatchObject({
      status: 'completed',
      steps: [
        {
          status: 'completed',
          calls: [{ function: { output: 'Athens: sun' } }, { function: { output: '{"hours":8}' } }],
        },
      ],
      messages: [{ streamed: 'It is dry.' }],
    });
    expect(signals[0]?.aborted).toBe(true); // the run has ended
  });

  it('streams each output as a delta as soon as it is there, and ends the step with the last one', async () => {
    const [first, second] = [deferred<string>(), deferred<string>()];
    const run = await startAgent(
      hub,
      withTools({ first: toolThat(() => first.promise), second: toolThat(() => second.promise) }),
    );
    const live = hub.events(run.stream);
    await call(hub, 'first', 'second');
    second.resolve('two');
    await hub.untilLogged(run.runId, '"function":{"output":"two"}');
    const [waiting] = await stepsOf(hub, run);
    expect(waiting).toMatchObject({ status: 'in_progress', usage: null });
    expect(waiting?.step_details).toMatchObject({
      tool_calls: [{ function: { name: 'first', output: null } }, { function: { name: 'second' } }],
    });
    first.resolve('one');
    await say(hub, 'Done.');
    const events = await hub.events(run.stream);
    expect(await live).toEqual(events);
    const place = events.findIndex(({ data }) => JSON.stringify(data).includes('"output":"two"'));
    expect(await hub.events(run.stream, events[place]?.id)).toEqual(events.slice(place + 1));
    const ofStep = events.filter(({ data }) => data.id === waiting?.id);
    expect(ofStep.map(({ event }) => event.replace('thread.run.step.', ''))).toEqual([
      'created',
      'in_progress',
      'delta',
      'delta',
      'delta',
      'delta',
      'completed',
    ]);
    expect(ofStep.slice(4, 6).map(({ data }) => data['delta'])).toEqual(
      [
        [1, 'two'],
        [0, 'one'],
      ].map(([index, output]) => ({
        step_details: { type: 'tool_calls', tool_calls: [{ index, type: 'function', function: { output } }] },
      })),
    );
    const [step, message] = await stepsOf(hub, run);
    expect(ofStep.at(-1)?.data).toEqual(step);
    expect([step?.usage, message?.usage]).toEqual([USAGE, USAGE]);
    const kept = await findRun(hub.db, run.threadId, run.runId);
    expect(kept).toMatchObject({ deltas: stateOf(events).deltas, usage: { total_tokens: 30 } });
    expect(kept?.deltas).toBe(2 + 2 + 1);
  });

  it('makes a message of what the model writes before it calls tools', async () => {
    const run = await startAgent(hub, withTools({ rain: toolThat(() => 'no') }));
    const completion = await hub.provider.nextCompletion();
    completion.push('Let me ', 'look.');
    completion.pushChunk(callChunk('call_1', 0, 'rain'));
    endWith(completion, 'tool_calls');
    const { request } = await say(hub, 'It is dry.');
    expect(request.messages.slice(1)).toMatchObject([{ content: 'Let me look.' }, { content: 'no' }]);
    const { messages, steps } = stateOf(await hub.events(run.stream));
    expect(messages.map(({ streamed }) => streamed)).toEqual(['Let me look.', 'It is dry.']);
    expect(messages[0]!.opened).toBeLessThan(steps[0]!.opened);
    expect((await stepsOf(hub, run)).map(({ type, usage }) => [type, usage])).toEqual([
      ['message_creation', null],
      ['tool_calls', USAGE],
      ['message_creation', USAGE],
    ]);
  });
});

describe('a run that ends while its tools run', () => {
  it('aborts them, and its step keeps the outputs that there are', async () => {
    const aborted = deferred<string>();
    const run = await startAgent(
      hub,
      withTools({
        quick: toolThat(() => 'quick'),
        slow: toolThat(
          (_, { signal }) =>
            new Promise(() => signal.addEventListener('abort', () => aborted.resolve(String(signal.reason)))),
        ),
      }),
    );
    await call(hub, 'quick', 'slow');
    await hub.untilLogged(run.runId, '"function":{"output":"quick"}');
    await hub.call(`${run.path}/cancel`, {});
    expect(await aborted.promise).toContain('The run has ended: cancelled.');
    const events = await hub.events(run.stream);
    const state = stateOf(events);
    expect(state).toMatchObject({
      status: 'cancelled',
      steps: [
        { status: 'cancelled', calls: [{ function: { output: 'quick' } }, { function: { output: null } }] },
      ],
    });
    const [step] = await stepsOf(hub, run);
    expect(step).toMatchObject({ status: 'cancelled', usage: USAGE });
    expect(events.filter(({ data }) => data.id === step?.id).at(-1)?.data).toEqual(step);
    expect((await findRun(hub.db, run.threadId, run.runId))?.deltas).toBe(state.deltas);
  });

  it('is replayed after a restart of the hub, and fails with the outputs that there are', async () => {
    const run = await startAgent(
      hub,
      withTools({ quick: toolThat(() => 'quick'), slow: toolThat(() => new Promise(() => undefined)) }),
    );
    await call(hub, 'quick', 'slow');
    await hub.untilLogged(run.runId, '"function":{"output":"quick"}');
    hub = await hub.restart();
    const state = stateOf(await hub.events(run.stream));
    expect(state).toMatchObject({
      status: 'failed',
      deltas: 3,
      steps: [
        { status: 'failed', calls: [{ function: { output: 'quick' } }, { function: { output: null } }] },
      ],
    });
    expect(await stepsOf(hub, run)).toMatchObject([
      { status: 'failed', step_details: { tool_calls: [{ function: { output: 'quick' } }, {}] } },
    ]);
  });
});

it('a completion with calls that nobody answers ends its step at once', async () => {
  const called = deferred<unknown>();
  const run = await startAgent(hub, async (env) => {
    const asked = env.completion([], {
      stream: true,
      tools: [{ type: 'function', function: { name: 'rain' } }],
      toolChoice: { type: 'function', function: { name: 'rain' } },
    });
    called.resolve(await asked.toolCalls());
    await env.addReply('It is dry.');
  });
  const request = await call(hub, 'rain');
  expect(request.settings).toMatchObject({
    tools: [{ function: { name: 'rain' } }],
    tool_choice: { function: { name: 'rain' } },
  });
  expect(await called.promise).toEqual([
    { id: 'call_0', type: 'function', function: { name: 'rain', arguments: '{"city":"Athens"}' } },
  ]);
  const { steps } = stateOf(await hub.events(run.stream));
  expect(steps).toMatchObject([{ status: 'completed', calls: [{ function: { output: null } }] }]);
});
