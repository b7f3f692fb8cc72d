import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPracticeProvider } from '../../../src/hub/providers/practice/practice-provider.ts';
import type { McpServer } from '../../../src/hub/mcp/mcp-config.ts';
import { type EventLog, startEventLog } from '../../support/mcp/event-log.ts';
import { startHttpServer, type TestHttpServer } from '../../support/mcp/http-server.ts';
import { stdioServer } from '../../support/mcp/stdio-server.ts';
import { hasPython } from '../../support/python.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { printedIn } from '../agents/code-agent.ts';
import { asked, decide, ended, send } from '../agents/python-requests.ts';
import { writePythonAgent } from '../agents/run-python.ts';
import { stateOf } from '../runner/state-of.ts';
import { nameServerTools } from '../../../src/agents/tool-names.ts';
import { using } from './call-tools.ts';

const ODD_NAMES = ['read file', 'καιρός', 'x'.repeat(80)];

let hub: TestHub;
let events: EventLog;
let http: TestHttpServer;

beforeAll(async () => {
  events = await startEventLog();
  http = await startHttpServer({ log: events.add, tools: ODD_NAMES });
  const servers: Record<string, McpServer> = {
    stdio: stdioServer({ logUrl: events.url, pageSize: 4 }),
    http: http.config,
    stubborn: stdioServer({ logUrl: events.url, ignoresEnd: true }), // so that it is not ended too early
    missing: { command: '/nowhere/secret', args: [], env: {} },
  };
  hub = await openTestHub({
    provider: createPracticeProvider({ tokensPerSecond: Infinity }),
    mcp: { servers },
  });
});
afterAll(async () => {
  await hub.close();
  await Promise.all([http.close(), events.close()]);
});

/** Starts a run of an agent with this code. */
async function start(code: string, servers: string[], message = 'Use the echo in Athens.') {
  const folder = await writePythonAgent(`import json\nfrom nearai.hub import HubError\n${code}`);
  const { body } = await hub.call<{ id: string; thread_id: string }>('/threads/runs', {
    assistant_id: hub.addPythonAgent(folder, using(...servers)),
    thread: { messages: [{ role: 'user', content: message }] },
  });
  const thread = `/threads/${body.thread_id}`;
  return { runId: body.id, path: `${thread}/runs/${body.id}`, stream: `${thread}/stream/${body.id}` };
}

/** Runs this code to its end. */
async function run(code: string, ...servers: string[]) {
  const { stream } = await start(code, servers);
  const received = await hub.events(stream);
  return { state: stateOf(received), printed: printedIn(received) };
}

describe.skipIf(!hasPython)('an agent in Python', () => {
  it.each(['stdio', 'http'])('lets a model call the tools of a server over %s', async (server) => {
    const { state } = await run(
      `
env.get_tool_registry(True)
env.completion_and_run_tools(env.list_messages(), tools=env.add_mcp_tools())
env.add_reply(env.completion(env.list_messages(), stream=True))
`,
      server,
    );
    expect(state).toMatchObject({
      status: 'completed',
      steps: [{ status: 'completed', calls: [{ function: { name: `${server}_echo`, output: '"{}"' } }] }],
    });
  });

  it('has the person asked before a model calls a tool, also after it has listed the tools again', async () => {
    const code = `
env.get_tool_registry(True)
env.add_mcp_tools(approval="ask")
env.completion_and_run_tools(env.list_messages(), tools=env.add_mcp_tools())
`;
    const started = await start(code, ['http']);
    await send(hub, started, decide((await asked(hub, started))[0]!, false));
    expect((await ended(hub, started)).outputs).toEqual(['The person denied this call.']);
  });

  it('has the person asked for the tools that a server has added since the approval was given', async () => {
    const { printed } = await run(
      `
env.add_mcp_tools(approval="ask")
env.get_tool_registry().call_tool("stdio_learn", name="fly")
env.add_mcp_tools()
registry = env.get_tool_registry()
print(json.dumps([registry.get_approval("stdio_echo"), registry.get_approval("stdio_fly"), registry.get_approval("read_file")]))
`,
      'stdio',
    );
    expect(printed).toEqual([['ask', 'ask', null]]);
  });

  it('calls tools itself, with all arguments, and gets their errors', async () => {
    const { printed } = await run(
      `
definitions = env.add_mcp_tools()
call = env.get_tool_registry().call_tool
print(json.dumps(call("http_echo", name="ana", self="x")))
for tool in ("http_fail", "http_refuse", "http_die"):
    try:
        call(tool)
    except RuntimeError as error:
        print(json.dumps(str(error)))
print(json.dumps([definitions[0], [one["function"]["name"] for one in definitions[-3:]]]))
`,
      'http',
    );
    expect(JSON.parse(String(printed[0]))).toEqual({ name: 'ana', self: 'x' });
    expect(printed.slice(1, 4)).toEqual([
      'no such city',
      'The MCP server http answered with an error: city is missing',
      'The MCP server http ended before it answered.',
    ]);
    const parameters = { type: 'object', properties: {} };
    const echo = { name: 'http_echo', description: 'Does echo.', parameters };
    const odd = ODD_NAMES.map((name) => ({ server: 'http', name, description: '', parameters }));
    expect(printed[4]).toEqual([{ type: 'function', function: echo }, nameServerTools(odd, [])]);
  });

  it('passes on arguments that the schema does not name', async () => {
    const { printed } = await run(
      `
from nearai.agents.tools import _call
env.add_mcp_tools()
print(json.dumps(env._run_tool(_call("http_echo", '{"city": "Athens"}'))))
`,
      'http',
    );
    expect(printed).toEqual(['{"city":"Athens"}']);
  });

  it('gets the tools that a server has added, and keeps its own', async () => {
    const { printed } = await run(
      `
def stdio_echo():
    """The agent's own."""
    return "own"

registry = env.get_tool_registry(True)
registry.register_tool(stdio_echo)
before = [one["function"]["name"] for one in env.add_mcp_tools()]
registry.call_tool("stdio_learn", name="fly")
after = [one["function"]["name"] for one in env.add_mcp_tools()]
print(json.dumps([before[0], len(after) - len(before), registry.call_tool(after[-1]), registry.call_tool("stdio_echo")]))
print(json.dumps(len(registry.get_all_tools()) - len(after)))
`,
      'stdio',
    );
    expect(printed).toEqual([[expect.stringMatching(/^stdio_echo_\w{8}$/), 1, 'did fly', 'own'], 1]);
  });

  it.each([
    [
      'github',
      'The MCP server github is not allowed on this hub: its operator can add it to the file in MCP_SERVERS.',
    ],
    ['missing', 'The MCP server missing could not be started or reached.'],
  ])('fails, and says why, if the server %s cannot be used', async (server, reason) => {
    const { state } = await run('env.add_mcp_tools()', server);
    expect(state.status).toBe('failed');
    expect(state.run?.last_error?.message).toContain(`nearai.hub.HubError: ${reason}`);
  });

  it('cannot use a server that its metadata does not name', async () => {
    const { state } = await run('env.add_mcp_tools(["http"])', 'stdio');
    expect(state.run?.last_error?.message).toContain('does not name the MCP server http');
  });

  it.each(['stubborn', 'http'])('has its call of the server %s cancelled with the run', async (server) => {
    const started = await start(`env.add_mcp_tools()\nenv.get_tool_registry().call_tool("${server}_wait")`, [
      server,
    ]);
    await events.next('waits');
    await hub.call(`${started.path}/cancel`, {});
    await events.next('cancelled');
    expect(stateOf(await hub.events(started.stream)).status).toBe('cancelled');
  });
});

it('only the agent of a run can use its servers', async () => {
  const { runId } = await hub.run(async () => undefined, undefined, using('http'));
  const { threadId } = await hub.run(async () => undefined);
  const path = `/threads/${threadId}/runs/${runId}/mcp_servers/http`;
  expect((await hub.call(`${path}/tools`)).status).toBe(403);
  expect((await hub.call(`${path}/calls`, { tool: 'echo' })).status).toBe(403);
});
