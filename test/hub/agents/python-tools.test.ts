import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasPython } from '../../support/python.ts';
import { chunkOf, openStream, sendJson, startFakeHub, type FakeHub } from './fake-hub.ts';
import { runPython, writePythonAgent } from './run-python.ts';

let hub: FakeHub;

beforeEach(async () => {
  hub = await startFakeHub();
});
afterEach(() => hub.close());

/** The agent's output as JSON. The model answers with these messages, one after the other. */
async function printed(code: string, messages: object[] = []): Promise<unknown> {
  const answers = [...messages];
  hub.answer = (response, { body }) => {
    const message = { role: 'assistant', content: null, ...answers.shift() };
    if (body?.['stream']) {
      openStream(response);
      for (const delta of piecesOf(message)) response.write(chunkOf(delta));
      response.end(`${chunkOf({}, 'stop')}data: [DONE]\n\n`);
      return;
    }
    sendJson(response, 200, { choices: [{ index: 0, message, finish_reason: 'stop' }] });
  };
  const folder = await writePythonAgent(`import json\n${code}`);
  const { failure, stdout } = await runPython({ folder, hubUrl: hub.url });
  expect(failure).toBeNull();
  return JSON.parse(stdout.split('\n').find((line) => line.startsWith('[')) ?? 'null');
}

/** The deltas of a message: its text in two pieces, and each of its calls in three. */
function piecesOf({ content, tool_calls: called = [] }: Answer): object[] {
  const texts = content ? [content.slice(0, 3), content.slice(3)] : [];
  const pieces = called.flatMap(({ id, type, function: { name, arguments: args } }, index) => [
    { index, id, type, function: { name, arguments: '' } },
    { index, function: { arguments: args.slice(0, 5) } },
    { index, function: { arguments: args.slice(5) } },
  ]);
  return [...texts.map((text) => ({ content: text })), ...pieces.map((piece) => ({ tool_calls: [piece] }))];
}

interface Answer {
  content: string | null;
  tool_calls?: { id: string; type: string; function: { name: string; arguments: string } }[];
}

function calls(...asked: [name: string, args: string][]): object {
  return {
    tool_calls: asked.map(([name, args], at) => ({
      id: `call_${at}`,
      type: 'function',
      function: { name, arguments: args },
    })),
  };
}

const TOOLS = `
from typing import List, Literal, Optional, Union

def weather(city: str, days: int = 3, unit: Literal["c", "f"] = "c"):
    """Tells the weather.

    city: Where, such as "Athens: the old town"
    days: For how long
    """
    return {"city": city, "days": days}

async def slow(seconds: float, sure: bool, tags: List[str], either: Union[int, str], maybe: Optional[int] = None):
    """Takes its time."""
    return "done"

def broken(untyped):
    """Fails."""
    raise ValueError("out of " + untyped)

def silent():
    """Gives nothing."""

def odd():
    """Gives what is not JSON."""
    return {1, 2}

registry = env.get_tool_registry(True)
for tool in (weather, slow, broken, silent, odd): registry.register_tool(tool)
`;

describe.skipIf(!hasPython)('the registry of tools', () => {
  it("describes functions like NEAR AI's, and initially contains those for files", async () => {
    const [names, weather, slow, broken, mcp, absent, called] = (await printed(`
names = list(env.get_tool_registry().get_all_tools())
${TOOLS}
from nearai.agents.models.tool_definition import MCPTool
from nearai.agents.tool_registry import ToolRegistry
assert isinstance(registry, ToolRegistry) and registry is env.get_tool_registry()
async def call_tool(name, arguments): return [name, arguments]
schema = {"type": "object", "properties": {"q": {"type": "string"}}, "required": ["q"]}
registry.register_mcp_tool(MCPTool(name="search", description="Searches.", inputSchema=schema), call_tool)
definitions = {d["function"]["name"]: d for d in registry.get_all_tool_definitions()}
print(json.dumps([names, definitions["weather"], definitions["slow"], definitions["broken"], definitions["search"],
                  registry.get_tool_definition("nothing"), registry.call_tool("weather", city="Delphi")]))`)) as [
      string[],
      ...object[],
    ];
    expect(names).toEqual(['read_file', 'write_file', 'list_files']);
    expect(weather).toEqual({
      type: 'function',
      function: {
        name: 'weather',
        description: 'Tells the weather.',
        parameters: {
          type: 'object',
          properties: {
            city: { description: 'Where, such as "Athens: the old town"', type: 'string' },
            days: { description: 'For how long', type: 'integer' },
            unit: { description: '', type: 'string' },
          },
          required: ['city'],
        },
      },
    });
    const types = (definition: unknown) =>
      Object.values(
        (definition as { function: { parameters: { properties: Record<string, { type: string }> } } })
          .function.parameters.properties,
      ).map(({ type }) => type);
    expect(types(slow)).toEqual(['number', 'boolean', 'string', 'integer', 'integer']);
    expect(types(broken)).toEqual(['string']);
    expect(mcp).toMatchObject({ function: { name: 'search', description: 'Searches.' } });
    expect([absent, called]).toEqual([null, { city: 'Delphi', days: 3 }]);
  });
});

describe.skipIf(!hasPython)('a completion that runs tools', () => {
  it('runs the called tools, and adds the model’s text and the results to the thread', async () => {
    const seen = await printed(
      `${TOOLS}
import asyncio
tools = registry.get_all_tool_definitions()
answer = env.completions_and_run_tools(env.list_messages(), tools=tools, temperature=0.5)
text = env.completion_and_run_tools([], "llama-3", tools, add_responses_to_messages=False)
nothing = env.completion_and_run_tools([], tools=tools)
async def within(): return env.completion_and_run_tools([], tools=tools)
inside = asyncio.run(within())
env.add_reply(nothing)
env.add_reply(answer)
print(json.dumps([answer.choices[0].message.content, text, nothing, inside]))`,
      [
        {
          content: 'Let me see.',
          ...calls(
            ['weather', '{"city": "Athens", "days": 2}'],
            ['broken', '{"untyped": "ink"}'],
            ['nothing', '{}'],
            ['silent', ''],
            ['odd', '{}'],
            ['weather', '{}'],
          ),
        },
        { content: 'unseen', ...calls(['weather', '{"city": "Delphi"}']) },
        calls(['slow', '{"seconds": 1, "sure": true, "tags": [], "either": 1}']),
        calls(['slow', '{"seconds": 1, "sure": true, "tags": [], "either": 1}']),
      ],
    );
    expect(seen).toEqual(['Let me see.', 'unseen', null, null]);
    const replies = hub.replies().map(({ role, content, metadata }) => [role, content, metadata]);
    const note = (at: number, name: string) => ({ tool_call_id: `call_${at}`, name });
    expect(replies).toEqual([
      ['assistant', 'Let me see.', {}],
      ['assistant', '{"city": "Athens", "days": 2}', note(0, 'weather')],
      ['assistant', 'Error calling tool broken: out of ink', note(1, 'broken')],
      ['assistant', 'Error calling tool nothing: Tool nothing not found', note(2, 'nothing')],
      ['assistant', 'Error calling tool weather: Function requires arguments', note(5, 'weather')],
      ['assistant', '"done"', note(0, 'slow')],
      ['assistant', '"done"', note(0, 'slow')],
      ['assistant', 'Let me see.', {}],
    ]);
    const [first, second] = hub.completions();
    const told = hub
      .outputs()
      .filter(({ message_id }) => message_id === first!.headers['message_id'])
      .map(({ tool_outputs: outputs }) => (outputs as { tool_call_id: string; output: string }[])[0]);
    expect(told, 'each call has one output').toEqual([
      { tool_call_id: 'call_0', output: '{"city": "Athens", "days": 2}' },
      { tool_call_id: 'call_1', output: 'Error calling tool broken: out of ink' },
      { tool_call_id: 'call_2', output: 'Error calling tool nothing: Tool nothing not found' },
      { tool_call_id: 'call_3', output: '' },
      { tool_call_id: 'call_4', output: '' },
      { tool_call_id: 'call_5', output: 'Error calling tool weather: Function requires arguments' },
    ]);
    expect(hub.outputs()).toHaveLength(9);
    expect(first).toMatchObject({
      body: { stream: true, temperature: 0.5, tools: { length: 5 } },
      headers: { answers_calls: 'true' },
    });
    expect(second).toMatchObject({ body: { stream: false }, headers: { answers_calls: 'true' } });
    expect(second!.body!['messages']).toMatchObject([
      { role: 'system', content: expect.stringContaining('<function=example_function_name>') },
    ]);
  });

  it.each([
    ['in the form of OpenAI', calls(['weather', '{"city": "A"}']), null, [['weather', '{"city": "A"}']]],
    [
      'in a text',
      { content: 'I call <function=weather>{"city": "A"}</function>' },
      'I call',
      [['weather', '{"city": "A"}']],
    ],
    [
      'in lines of a text',
      { content: '<function=a>{"x": 1}\n<function=b>{"y": 2}</function>' },
      '',
      [
        ['a', '{"x": 1}'],
        ['b', '{"y": 2}'],
      ],
    ],
    [
      'in the tags of Hermes',
      {
        content:
          'So:\n<tool_call>\n{"name": "a", "arguments": {"x": 1}}\n</tool_call>\n<tool_call>\nnot JSON\n</tool_call>',
      },
      'So:',
      [['a', { x: 1 }]],
    ],
    ['nowhere', { content: 'Hello.' }, 'Hello.', null],
    ['in an empty message', { content: null }, null, null],
  ])('reads calls %s', async (_, message, text, found) => {
    expect(
      await printed(
        `
got = env.completion_and_get_tools_calls(env.list_messages(), tools=[], run_tools=False)
calls = got.tool_calls and [[call.function.name, call.function.arguments] for call in got.tool_calls]
assert all(call.id and call.type == "function" for call in got.tool_calls or [])
print(json.dumps([got.message, calls]))`,
        [message],
      ),
    ).toEqual([text, found]);
    expect(hub.completions()[0]!.body).not.toHaveProperty('run_tools');
  });

  it('repairs almost valid JSON', async () => {
    const texts = [
      '{"a": 1, "b": "x"}',
      '{"a": 1, "b": "x"}}',
      '{"a": 1, "b": "x"}"',
      '{"a": 1, "b": "she said "no""}',
      '{"b": "x", "a": 1',
      '{"a": 1, "other": 2}',
      'nonsense',
      '[1]',
      '',
    ];
    const read = await printed(`
from nearai.agents.tool_json_helper import parse_json_args
def definition(*required): return {"function": {"parameters": {"properties": {"a": {}, "b": {}}, "required": required}}}
def parse(text):
    try: return parse_json_args(definition("a"), text)
    except ValueError as error: return str(error).split(" '")[0]
texts = json.loads(${JSON.stringify(JSON.stringify(texts))})
print(json.dumps([*map(parse, texts), parse_json_args(definition(), "{}"), parse({"a": 1})]))`);
    expect(read).toEqual([
      { a: 1, b: 'x' },
      { a: 1, b: 'x' },
      { a: 1, b: 'x' },
      { a: '1', b: 'she said "no"' },
      { b: 'x', a: '1' },
      'Error parsing function args',
      'Error parsing function args',
      'Error parsing function args',
      'Function requires arguments',
      {},
      { a: 1 },
    ]);
  });
});
