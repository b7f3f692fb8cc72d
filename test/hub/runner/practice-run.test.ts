import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPracticeProvider } from '../../../src/hub/providers/practice/practice-provider.ts';
import type { RunStep } from '../../../src/protocol/run-step.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { makeAssistant, pathsOf, WEATHER, type RunJson } from './assistant-run.ts';

const CLOCK = { type: 'function', function: { name: 'clock', description: 'The time in a city' } };

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub({ provider: createPracticeProvider({ tokensPerSecond: Infinity }) });
});
afterAll(() => hub.close());

it('a run on the practice model thinks, calls two tools at once, and answers with their outputs', async () => {
  const { body: run } = await hub.call<RunJson & { thread_id: string }>('/threads/runs', {
    assistant_id: await makeAssistant(hub, { tools: [WEATHER, CLOCK] }),
    thread: { messages: [{ role: 'user', content: 'What are the weather and the time in Athens?' }] },
  });
  const { path, stream, threadId } = pathsOf(run.thread_id, run.id);
  await hub.untilLogged(run.id, '"submit_tool_outputs"');
  const { body: waiting } = await hub.call<RunJson>(path);
  const calls = waiting.required_action!.submit_tool_outputs.tool_calls;
  expect(calls).toMatchObject([{ function: { name: 'weather' } }, { function: { name: 'clock' } }]);
  const tool_outputs = calls.map(({ id }, at) => ({ tool_call_id: id, output: ['dry', 'noon'][at] }));
  await hub.call(`${path}/submit_tool_outputs`, { tool_outputs });
  const events = await hub.events(stream);

  const { body: steps } = await hub.call<{ data: RunStep[] }>(
    `${path}/steps?include_thinking=true&order=asc`,
  );
  const thoughts = steps.data.map(({ usage }) => usage?.completion_tokens_details?.reasoning_tokens ?? 0);
  expect(steps.data).toMatchObject([
    {
      type: 'tool_calls',
      thinking: { text: expect.stringContaining('weather and clock fit these words') },
      step_details: { tool_calls: [{ function: { output: 'dry' } }, { function: { output: 'noon' } }] },
    },
    { type: 'message_creation' },
  ]);
  expect(Math.min(...thoughts)).toBeGreaterThan(20);
  expect(events.filter(({ event }) => event === 'hub.message.thinking').length).toBe(
    thoughts[0]! + thoughts[1]!,
  );
  const { body: ended } = await hub.call<RunJson>(path);
  expect(ended).toMatchObject({
    status: 'completed',
    usage: { completion_tokens_details: { reasoning_tokens: thoughts[0]! + thoughts[1]! } },
  });
  const { body: messages } = await hub.call<{ data: { content: object[] }[] }>(
    `/threads/${threadId}/messages`,
  );
  expect(messages.data[0]?.content).toMatchObject([
    { text: { value: expect.stringContaining('`clock`: “noon”') } },
  ]);
});
