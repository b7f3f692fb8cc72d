import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CompletionChunk } from '../../../src/agents/agent.ts';
import type { AskedCompletion } from './fake-host.ts';
import { agentThat, processesForTest, runCode, runModule, writeModule } from './run-module.ts';

const TOOLS = `
const parameters = { type: 'object' };
const tools = {
  add: { description: 'Adds.', parameters, run: ({ a, b }) => a + b },
  fail: { description: 'Fails.', parameters, run() { throw new TypeError('out of order'); } },
};`;

function callOf(index: number, name: string, ...pieces: string[]): CompletionChunk[] {
  const first = { index, id: `call_${index}`, type: 'function', function: { name, arguments: '' } };
  const calls = [first, ...pieces.map((piece) => ({ index, function: { arguments: piece } }))];
  return calls.map((call) => ({ choices: [{ index: 0, delta: { tool_calls: [call] } }] }));
}

async function send(stream: AskedCompletion, chunks: CompletionChunk[]): Promise<void> {
  for (const chunk of chunks) await stream.push(chunk);
  stream.end();
}

describe('tools of an agent in a process of its own', () => {
  it('run there, and their outputs are sent to the hub and to the model', async () => {
    const { failure, host } = await runCode(
      agentThat(`${TOOLS}
const answer = await env.runTools(await env.listMessages(), { tools, toolChoice: 'required', model: 'small' });
await env.addReply(answer);`),
      {
        async meanwhile(hub) {
          await send(await hub.nextStream(), [
            ...callOf(0, 'add', '{"a":2,', '"b":3}'),
            ...callOf(1, 'fail', '{}'),
            ...callOf(2, 'none', '{}'),
          ]);
          const second = await hub.nextStream();
          await second.say('It is ', '5.');
          second.end();
        },
      },
    );
    expect(failure).toBeNull();
    const [first, second] = host.asked;
    expect(first?.options).toMatchObject({
      model: 'small',
      tools: [{ function: { name: 'add', description: 'Adds.' } }, { function: { name: 'fail' } }],
      toolChoice: 'required',
      answersCalls: true,
    });
    expect(second?.options.toolChoice).toBe('auto');
    const outputs = ['5', 'Error: out of order', 'Error: there is no tool "none". The tools are: add, fail.'];
    expect(second?.messages.slice(2)).toEqual(
      outputs.map((content, index) => ({ role: 'tool', tool_call_id: `call_${index}`, content })),
    );
    expect(host.added).toHaveLength(3);
    expect(host.added).toEqual(
      expect.arrayContaining(outputs.map((output, place) => ({ completion: first?.id, place, output }))),
    );
    expect(host.replies).toEqual([{ text: 'It is 5.', completion: second?.id }]);
  });

  it('are aborted with the run', async () => {
    const agent = await writeModule(
      agentThat(`
const { writeFile } = await import('node:fs/promises');
let told = '';
const wait = { description: 'Waits.', parameters: {}, run: (_, { signal }) => new Promise(() => {
  env.completion([], { stream: true }); // shows that the tool runs
  signal.addEventListener('abort', () => (told = signal.reason.message));
}) };
const error = await env.runTools([], { tools: { wait } }).catch((reason) => reason);
await writeFile(new URL('./tidied.txt', import.meta.url), [told, error.message].join('|'));`),
    );
    const reason = new Error('The run has ended: cancelled.');
    await runModule(processesForTest().runModule, agent, async (hub) => {
      await send(await hub.nextStream(), callOf(0, 'wait', '{}'));
      await hub.nextStream();
      hub.abort(reason);
    });
    const written = await readFile(join(agent.folder, 'tidied.txt'), 'utf8');
    expect(written).toBe(`${reason.message}|${reason.message}`);
  });

  it('stop after maxTurns completions', async () => {
    const { failure, host } = await runCode(
      agentThat(`${TOOLS}\nawait env.runTools([], { tools, maxTurns: 2 });`),
      {
        async meanwhile(hub) {
          for (let turn = 0; turn < 2; turn++)
            await send(await hub.nextStream(), callOf(0, 'add', '{"a":1,"b":1}'));
        },
      },
    );
    expect(failure).toMatch(/^The model called tools in each of 2 completions and never answered\./);
    expect(host.asked.map(({ options }) => options.answersCalls)).toEqual([true, false]);
  });
});

describe('tools of MCP servers, for an agent in a process of its own', () => {
  it('are listed and called by the hub', async () => {
    const calls: unknown[] = [];
    const { failure, host } = await runCode(
      agentThat(`${TOOLS}
const answer = await env.runTools([], { tools, mcpServers: { weather: 'all' } });
await env.addReply(answer);`),
      {
        async meanwhile(hub) {
          const server = { server: 'weather', description: 'The weather.', parameters: { type: 'object' } };
          hub.listServerTools = async (chosen) => {
            calls.push(chosen);
            return ['now', 'next week'].map((name) => ({ ...server, name }));
          };
          hub.callServerTool = async (...call) => {
            calls.push(call);
            if (call[1] === 'now') return 'Sunny.';
            throw new Error('too far away');
          };
          const first = await hub.nextStream();
          const names = first.options.tools?.map((tool) => tool.function.name) ?? [];
          expect(names).toEqual(['add', 'fail', 'weather_now', expect.stringMatching(/^weather_next_week_/)]);
          await send(first, [
            ...callOf(0, 'weather_now', '{"city":"Athens"}'),
            ...callOf(1, names[3]!, '{}'),
          ]);
          const second = await hub.nextStream();
          await second.say('It is sunny.');
          second.end();
        },
      },
    );
    expect(failure).toBeNull();
    expect(calls).toEqual([
      { weather: 'all' },
      ['weather', 'now', { city: 'Athens' }],
      ['weather', 'next week', {}],
      { weather: 'all' },
    ]);
    expect(host.asked[1]?.messages.slice(1)).toMatchObject([
      { content: 'Sunny.' },
      { content: 'Error: too far away' },
    ]);
  });
});

describe('what an agent in a process of its own adds to its run', () => {
  it('is its own text and thinking, in order', async () => {
    const { failure, host } = await runCode(
      agentThat(`
const own = env.stream();
own.think('Hm.');
own.write('Know ');
own.write('thyself.');
own.end();
await env.addReply(own);`),
    );
    expect(failure).toBeNull();
    const id = 'msg_text_1';
    expect(host.added).toEqual([
      { opened: id },
      { id, kind: 'thinking', value: 'Hm.' },
      { id, kind: 'text', value: 'Know ' },
      { id, kind: 'text', value: 'thyself.' },
      { closed: id },
    ]);
    expect(host.replies).toEqual([{ text: 'Know thyself.', completion: id }]);
  });

  it.each([
    [
      'an output of a stream that does not exist',
      { type: 'output', of: 9, place: 0, output: '' },
      'there is no stream 9',
    ],
    ['an output of too many calls', { type: 'output', of: 0, place: 128, output: '' }, 'place'],
    [
      'an output that is too long',
      { type: 'output', of: 0, place: 0, output: 'x'.repeat(600_000) },
      'output',
    ],
    [
      'text for a stream that does not exist',
      { type: 'write', id: 9, piece: { kind: 'text', value: 'x' } },
      'there is no stream 9',
    ],
    ['text of another kind', { type: 'write', id: 9, piece: { kind: 'audio', value: 'x' } }, 'piece.kind'],
    [
      'a call of a server with arguments that are no object',
      { type: 'call', id: 1, server: 'weather', tool: 'now', args: [] },
      'args',
    ],
    ['a list of tools by number', { type: 'tools', id: 1, chosen: { weather: 1 } }, 'chosen.weather'],
    [
      'options of another type',
      { type: 'stream', id: 1, messages: [], options: { parallelToolCalls: 1 } },
      'options.parallelToolCalls',
    ],
  ])('cannot be %s', async (_, frame, words) => {
    const json = JSON.stringify(JSON.stringify(frame));
    const { failure } = await runCode(
      agentThat(`const { writeSync } = await import('node:fs');
const line = Buffer.from(${json} + '\\n');
for (let at = 0; at < line.length;) {
  try { at += writeSync(3, line, at); } catch (error) { if (error.code !== 'EAGAIN') throw error; }
}
await new Promise(() => {});`),
    );
    expect(failure).toContain('its process sent an invalid frame to the hub: ');
    expect(failure).toContain(words);
  });
});
