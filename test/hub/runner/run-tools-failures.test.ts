import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunToolsOptions, Tool } from '../../../src/agents/agent.ts';
import { ProviderError } from '../../../src/hub/providers/provider.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { endWith, say } from './assistant-run.ts';
import { stateOf } from './state-of.ts';
import { call, outputsSent, startAgent, toolThat, withTools } from './tool-loop.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

describe('runTools', () => {
  it.each<[string, Tool['run'], string, string]>([
    ['throws', () => Promise.reject(new Error('no network')), '{}', 'Error: no network'],
    [
      'gets arguments that are not JSON',
      () => 'ran',
      '{"city":',
      'Error: the arguments are not a JSON object: {"city":',
    ],
    [
      'gets arguments that are no object',
      () => 'ran',
      '[1]',
      'Error: the arguments are not a JSON object: [1]',
    ],
    ['gets no arguments', (args) => args, '', '{}'],
    ['returns nothing', () => undefined, '{}', ''],
    ['returns what is no JSON', () => 1n, '{}', 'Error: Do not know how to serialize a BigInt'],
  ])('tells the model when a tool %s', async (_, run, args, output) => {
    const started = await startAgent(hub, withTools({ weather: toolThat(run) }));
    const completion = await hub.provider.nextCompletion();
    completion.pushChunk({
      choices: [
        {
          index: 0,
          delta: { tool_calls: [{ id: 'call_1', function: { name: 'weather', arguments: args } }] },
        },
      ],
    });
    endWith(completion, 'tool_calls');
    expect(outputsSent((await say(hub, 'Sorry.')).request)).toEqual([output]);
    const { status, steps } = stateOf(await hub.events(started.stream));
    expect([status, steps[0]?.status, steps[0]?.calls[0]?.function.output]).toEqual([
      'completed',
      'completed',
      output,
    ]);
  });

  it.each(['thunder', 'toString'])('tells the model that there is no tool %s', async (name) => {
    const run = await startAgent(hub, withTools({ rain: toolThat(() => 'no'), sun: toolThat(() => 'yes') }));
    await call(hub, name);
    expect(outputsSent((await say(hub, 'Sorry.')).request)).toEqual([
      `Error: there is no tool "${name}". The tools are: rain, sun.`,
    ]);
    await hub.events(run.stream);
  });

  it('cuts outputs that are too long, and says so to the model', async () => {
    const long = 'x'.repeat(600_000);
    const run = await startAgent(
      hub,
      withTools({ long: toolThat(() => long), short: toolThat(() => 'short') }),
    );
    await call(hub, 'long', 'short');
    const [cut, short] = outputsSent((await say(hub, 'Done.')).request);
    expect([cut?.length, short]).toEqual([256 * 1024, 'short']);
    expect(cut).toMatch(/^x+\n\[The output is cut here: it was too long\.\]$/);
    expect(stateOf(await hub.events(run.stream)).steps[0]?.calls[0]?.function.output).toBe(cut);
  });

  it('stops after maxTurns completions, and says why', async () => {
    let calls = 0;
    const run = await startAgent(hub, withTools({ again: toolThat(() => ++calls) }, { maxTurns: 3 }));
    for (let turn = 0; turn < 3; turn++) await call(hub, 'again');
    const { status, run: ended, steps } = stateOf(await hub.events(run.stream));
    expect([status, ended?.last_error?.message, calls]).toEqual([
      'failed',
      'The agent failed: The model called tools in each of 3 completions and never answered. Raise maxTurns if it needs more.',
      2,
    ]);
    expect(steps.map((step) => [step.status, step.calls[0]?.function.output])).toEqual([
      ['completed', '1'],
      ['completed', '2'],
      ['completed', null],
    ]);
  });

  it('fails with the error of the model', async () => {
    const run = await startAgent(hub, withTools({ rain: toolThat(() => 'no') }));
    await call(hub, 'rain');
    (await hub.provider.nextCompletion()).fail(new ProviderError('No more.'));
    expect(stateOf(await hub.events(run.stream))).toMatchObject({
      status: 'failed',
      run: { last_error: { message: 'No more.' } },
      steps: [{ status: 'completed' }],
    });
  });

  it.each<[string, RunToolsOptions, string]>([
    ['the name of a tool', { tools: { 'a b': toolThat(() => '') } }, 'option tools.0.function.name'],
    [
      'the size of the tools',
      { tools: { a: { ...toolThat(() => ''), description: 'x'.repeat(300_000) } } },
      'option tools of a completion is invalid: must be at most 256000 characters of JSON in total',
    ],
    [
      'the number of the tools',
      { tools: Object.fromEntries(Array.from({ length: 129 }, (__, at) => [`t${at}`, toolThat(() => '')])) },
      'must be at most 128 tools',
    ],
    ['the choice', { tools: {}, toolChoice: 'maybe' as 'auto' }, 'option toolChoice'],
    ['the format', { tools: {}, responseFormat: { type: 'xml' as 'text' } }, 'option responseFormat'],
  ])('fails with an error that names an invalid option: %s', async (_, options, words) => {
    const run = await startAgent(hub, withTools(options.tools, options));
    const { run: ended } = stateOf(await hub.events(run.stream));
    expect(ended?.last_error?.message).toContain(words);
  });
});
