import { afterAll, beforeAll, expect, it } from 'vitest';
import { newestToolSteps, toolStepPlaces } from '../../../src/hub/db/run-steps.ts';
import type { RunRow } from '../../../src/hub/db/runs.ts';
import { createDatabaseLog } from '../../../src/hub/delta-log/database-log.ts';
import { createActiveRuns, RunLeft, type ActiveRun } from '../../../src/hub/runner/active-run.ts';
import { RunEnding } from '../../../src/hub/runner/recording/run-outcome.ts';
import { createToolPauses } from '../../../src/hub/runner/tool-pauses.ts';
import type { TestHub } from '../../support/test-hub.ts';
import {
  callTools,
  openAssistantHub,
  outputsOf,
  say,
  startAssistant,
  type RunJson,
} from './assistant-run.ts';

let hub: TestHub;
let assistantId: string;

beforeAll(async () => {
  ({ hub, assistantId } = await openAssistantHub());
});
afterAll(() => hub.close());

const WEATHER_FIRST = { type: 'function', function: { name: 'weather' } };

it.each<[unknown, unknown]>([
  ['required', 'auto'],
  [WEATHER_FIRST, 'auto'],
  ['none', 'none'],
  [null, null],
])('a model that has called functions may answer: tool_choice %j becomes %j', async (first, then) => {
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

it('a model that has called functions may answer, even after a restart of the hub', async () => {
  const opened = await openAssistantHub();
  let current = opened.hub;
  try {
    const run = await startAssistant(current, opened.assistantId, { tool_choice: 'required' });
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

it('a run with many long outputs lists its steps in small pages, and reads only the steps that it sends', async () => {
  const run = await startAssistant(hub, assistantId);
  const ids = Array.from({ length: 10 }, (_, index) => `call_${index}`);
  const longOutput = 'x'.repeat(500_000);
  for (const id of ids) {
    await callTools(hub, run, id);
    await hub.call(`${run.path}/submit_tool_outputs`, {
      tool_outputs: [{ tool_call_id: id, output: longOutput }],
    });
  }
  const { request } = await say(hub, 'It rains.');
  expect(request.messages.at(-1)).toMatchObject({ role: 'tool', tool_call_id: 'call_9' });
  await hub.events(run.stream);

  const places = await toolStepPlaces(hub.db, [run.runId]);
  expect(places).toHaveLength(10);
  const newest = await newestToolSteps(hub.db, [run.runId], 1_100_000);
  expect(newest.map(({ id }) => id)).toEqual(places.slice(-2).map(({ id }) => id));

  for (const order of ['asc', 'desc']) {
    const steps: { id: string }[] = [];
    const pages: number[] = [];
    for (let after = '', hasMore = true; hasMore; after = steps.at(-1)!.id) {
      const path = `${run.path}/steps?limit=100&order=${order}&after=${after}`;
      const { body } = await hub.call<{ data: { id: string }[]; has_more: boolean }>(path);
      steps.push(...body.data);
      pages.push(JSON.stringify(body).length);
      hasMore = body.has_more;
    }
    expect(Math.max(...pages)).toBeLessThan(4_100_000);
    expect(new Set(steps.map(({ id }) => id)).size).toBe(11);
    expect(steps).toHaveLength(11);
  }
  const [first] = places;
  const found = await hub.call<object>(`${run.path}/steps/${first!.id}`);
  expect(found.body).toMatchObject({ step_details: { tool_calls: [{ function: { output: longOutput } }] } });
});

it.each([
  ['long ids', [`call_${'x'.repeat(5_000)}`]],
  ['the maximum number of calls, and more', Array.from({ length: 130 }, (_, index) => `call_${index}`)],
])('outputs can be submitted for %s', async (_, ids) => {
  const run = await startAssistant(hub, assistantId);
  await callTools(hub, run, ...ids);
  const expected = ids.slice(0, 128);
  const { body } = await hub.call<RunJson>(run.path);
  expect(body.required_action?.submit_tool_outputs.tool_calls.map(({ id }) => id)).toEqual(expected);
  const submitted = await hub.call(`${run.path}/submit_tool_outputs`, outputsOf(...expected));
  expect(submitted.status).toBe(200);
  await say(hub, 'It rains.');
  expect((await hub.events(run.stream)).at(-1)?.event).toBe('thread.run.completed');
});

it.each<[string, unknown, object]>([
  ['that no hub writes yet', null, { kind: 'busy', details: { code: 'server_busy' } }],
  ['that this hub has left to the next', new RunLeft(), { kind: 'busy', details: { code: 'server_busy' } }],
  [
    'that has expired',
    new RunEnding({ status: 'expired' }),
    { kind: 'invalid', message: 'Runs in status "expired" do not accept tool outputs.' },
  ],
])('outputs are refused for a waiting run %s', async (_, reason, refusal) => {
  const run = { id: 'run_1', status: 'awaiting_tools' } as RunRow;
  const runs = createActiveRuns();
  const controller = new AbortController();
  controller.abort(reason);
  if (reason) runs.add({ recorder: { run }, controller } as ActiveRun, new Promise(() => undefined));
  const request = { accountId: 'account_1', fingerprint: '', key: null, isRetry: false };
  const submitted = createToolPauses({ db: hub.db, log: createDatabaseLog(hub.db), runs }).submitToolOutputs(
    run,
    [],
    request,
  );
  await expect(submitted).rejects.toMatchObject(refusal);
});

it.each([{ 'x-stainless-retry-count': '1' }, { 'idempotency-key': 'submission' }] as Record<
  string,
  string
>[])(
  'the stream of a submission that is sent again with %j continues after its pause, not from the beginning',
  async (headers) => {
    const run = await startAssistant(hub, assistantId);
    const submit = async (id: string) => {
      const body = JSON.stringify({ ...outputsOf(id), stream: true });
      const response = await hub.request(`${run.path}/submit_tool_outputs`, {
        method: 'POST',
        headers,
        body,
      });
      return [...(await response.text()).matchAll(/^event: (.*)$/gm)].map(([, name]) => name);
    };
    await callTools(hub, run, 'call_0');
    await hub.call(`${run.path}/submit_tool_outputs`, outputsOf('call_0'));
    await callTools(hub, run, 'call_1');
    const first = submit('call_1');
    await say(hub, 'It rains.');
    const events = await first;
    expect(events[0]).toBe('thread.run.step.completed');
    expect(await submit('call_1')).toEqual(events);
  },
);
