import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { callTools, makeAssistant, outputsOf, say, startAssistant } from './assistant-run.ts';

let hub: TestHub;
let assistantId: string;

beforeAll(async () => {
  hub = await openTestHub();
  assistantId = await makeAssistant(hub);
});
afterAll(() => hub.close());

const WEATHER_FIRST = { type: 'function', function: { name: 'weather' } };

it.each<[unknown, unknown]>([
  ['required', 'auto'],
  [WEATHER_FIRST, 'auto'],
  ['none', 'none'],
  [null, null],
])('a model that has called functions is free to answer: tool_choice %j becomes %j', async (first, then) => {
  const run = await startAssistant(hub, assistantId, { tool_choice: first });
  const asked = [await callTools(hub, run, 'call_1')];
  await hub.call(`${run.path}/submit_tool_outputs`, outputsOf('call_1'));
  asked.push(await callTools(hub, run, 'call_2'));
  await hub.call(`${run.path}/submit_tool_outputs`, outputsOf('call_2'));
  asked.push(await say(hub, 'It rains.'));
  expect(asked.map(({ request }) => request.settings?.tool_choice)).toEqual([first, then, then]);
  await hub.events(run.stream);
  expect((await hub.call<object>(run.path)).body).toMatchObject({
    status: 'completed',
    tool_choice: first ?? 'auto',
  });
});

it('also where the hub was started again while the run waited for outputs', async () => {
  let current = await openTestHub();
  try {
    const run = await startAssistant(current, await makeAssistant(current), { tool_choice: 'required' });
    await callTools(current, run, 'call_1');
    current = await current.restart();
    await current.call(`${run.path}/submit_tool_outputs`, outputsOf('call_1'));
    const { request } = await say(current, 'It rains.');
    expect(request.settings?.tool_choice).toBe('auto');
    await current.events(run.stream);
  } finally {
    await current.close();
  }
});
