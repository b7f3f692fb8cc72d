import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { openRequests, type ApprovalRequest } from '../../../src/protocol/person-request.ts';
import type { Run } from '../../../src/protocol/run.ts';
import { freePort } from '../../support/free-port.ts';
import { startHttpServer, type TestHttpServer } from '../../support/mcp/http-server.ts';
import { type EventLog, startEventLog } from '../../support/mcp/event-log.ts';
import { stdioServer } from '../../support/mcp/stdio-server.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { callChunk, endWith, say } from '../runner/assistant-run.ts';
import { stateOf } from '../runner/state-of.ts';
import { outputsSent, startAgent, withTools } from '../runner/tool-loop.ts';
import { callTools, using } from './call-tools.ts';

const SECRET = 'of-the-operator';

let hub: TestHub;
let events: EventLog;
let http: TestHttpServer;

beforeAll(async () => {
  events = await startEventLog();
  http = await startHttpServer({ log: events.add });
  hub = await openTestHub({
    mcp: {
      timeout: 4_000,
      servers: {
        stdio: stdioServer({ logUrl: events.url }),
        http: http.config,
        missing: { command: `/nowhere/${SECRET}`, args: [], env: {} },
        failing: stdioServer({ startsBadly: true }, { KEY: SECRET }),
        away: { url: `http://127.0.0.1:${await freePort()}/${SECRET}`, headers: { authorization: SECRET } },
        large: stdioServer({ tools: Array.from({ length: 1_000 }, (_, at) => `tool ${at}`), pageSize: 64 }),
      },
    },
  });
});
afterAll(async () => {
  await hub.close();
  await Promise.all([http.close(), events.close()]);
});

async function endOf(agent: Agent, ...servers: string[]) {
  const { stream } = await startAgent(hub, agent, using(...servers));
  const { status, run } = stateOf(await hub.events(stream));
  return { status, message: run?.last_error?.message ?? null };
}

describe('a run fails, and says why', () => {
  it('if its agent names a server that is not allowed', async () => {
    expect(await endOf(withTools({}), 'github')).toEqual({
      status: 'failed',
      message:
        'The agent failed: The MCP server github is not allowed on this hub: its operator can add it to the file in MCP_SERVERS.',
    });
  });

  it('if its code asks for a server that its metadata does not name', async () => {
    expect(await endOf(withTools({}, { mcpServers: { http: 'all' } }), 'stdio')).toEqual({
      status: 'failed',
      message:
        'The agent failed: The agent’s metadata does not name the MCP server http: add it to details.agent.mcp_servers.',
    });
  });

  it('if its code asks for a tool that the server does not have', async () => {
    const { message } = await endOf(withTools({}, { mcpServers: { http: ['ecco'] } }), 'http');
    expect(message).toBe('The agent failed: The MCP server http has no tool "ecco".');
  });

  it.each([
    ['missing', 'ENOENT'],
    ['failing', 'the key is missing'],
    ['away', 'ECONNREFUSED'],
  ])('if the server %s cannot be used, and only the operator sees the details', async (server, details) => {
    expect(await endOf(withTools({}), server)).toEqual({
      status: 'failed',
      message: `The agent failed: The MCP server ${server} could not be started or reached.`,
    });
    const { problems } = hub;
    expect(problems.at(-1)).toContain(`The MCP server ${server} cannot be used`);
    expect(problems.at(-1)).toContain(details);
  });

  it('if there are more tools than a model can have', async () => {
    expect((await endOf(withTools({}), 'large')).message).toBe(
      'The agent failed: A model can have at most 128 tools, and with those of the MCP servers there are 1015. Choose some with the option mcpServers, such as { "large": ["echo"] }.',
    );
  });
});

describe('an agent chooses', () => {
  it('tools among a thousand, whose names the model accepts', async () => {
    const chosen = { mcpServers: { large: ['tool 999', 'echo'] } };
    const run = await startAgent(hub, withTools({}, chosen), using('large', 'missing'));
    const { settings } = await callTools(hub, ['large_tool_999_8e98ece6']);
    expect(settings?.tools?.map((tool) => tool.function.name)).toEqual([
      'large_tool_999_8e98ece6',
      'large_echo',
    ]);
    expect(outputsSent((await say(hub, 'Done.')).request)).toEqual(['called tool 999']);
    await hub.events(run.stream);
  });

  it('that the person is asked before the tools of servers run', async () => {
    const run = await startAgent(hub, withTools({}, { mcpApproval: 'ask' }), using('http'));
    await callTools(hub, ['http_echo', { text: 'Hello' }]);
    await hub.untilLogged(run.stream.split('/').at(-1)!, 'submit_answers');
    const { body } = await hub.call<Run>(run.path);
    const [request] = openRequests(body.required_action) as ApprovalRequest[];
    const { id: request_id, hash } = request!;
    await hub.call(`${run.path}/answers`, {
      answers: [{ request_id, hash, approve: false, reason: 'Not this one.' }],
    });
    expect(outputsSent((await say(hub, 'Done.')).request)).toEqual([
      'The person denied this call. Reason: Not this one.',
    ]);
    await hub.events(run.stream);
  });

  it('no tools of servers, and continues without one that cannot be used', async () => {
    const careful: Agent = async (env) => {
      const asked = await env.listMessages();
      const answer = await env
        .runTools(asked, { tools: {} })
        .catch(() => env.runTools(asked, { tools: {}, mcpServers: {} }));
      await env.addReply(answer);
    };
    const run = await startAgent(hub, careful, using('missing'));
    expect((await say(hub, 'Done.')).request.settings?.tools).toEqual([]);
    expect(stateOf(await hub.events(run.stream)).status).toBe('completed');
  });
});

describe('the model is told', () => {
  it('when a server is too slow, and the call is cancelled', async () => {
    const run = await startAgent(hub, withTools({}), using('stdio', 'http'));
    const calls = ['stdio_wait', 'stdio_progress', 'http_wait', 'http_progress'];
    await callTools(hub, ...calls.map((name): [string] => [name]));
    for (const event of ['waits', 'waits', 'cancelled', 'cancelled']) await events.next(event);
    expect(outputsSent((await say(hub, 'Done.')).request)).toEqual([
      'Error: The MCP server stdio did not answer within 4 seconds.',
      'done', // it takes longer, but makes progress
      'Error: The MCP server http did not answer within 4 seconds.',
      'done',
    ]);
    expect(stateOf(await hub.events(run.stream)).status).toBe('completed');
  });

  it('when a server is away in the middle of the run', async () => {
    const leaving = await startHttpServer();
    const other = await openTestHub({ mcp: { servers: { leaving: leaving.config } } });
    const run = await startAgent(other, withTools({}), using('leaving'));
    await callTools(other, ['leaving_count']);
    const waiting = await other.provider.nextCompletion();
    await leaving.close();
    waiting.pushChunk(callChunk('call_0', 0, 'leaving_count'));
    endWith(waiting, 'tool_calls');
    await callTools(other, ['leaving_count']);
    const outputs = outputsSent((await say(other, 'Done.')).request);
    expect(outputs[1]).toMatch(
      /^Error: The MCP server leaving (cannot be reached|ended before it answered)\.$/,
    );
    expect(outputs[2]).toBe('Error: The MCP server leaving cannot be reached.');
    expect(stateOf(await other.events(run.stream)).status).toBe('completed');
    await other.close();
  });
});

it('a call whose session has expired is repeated in a new one', async () => {
  const run = await startAgent(hub, withTools({}), using('http'));
  await callTools(hub, ['http_count']);
  const waiting = await hub.provider.nextCompletion();
  http.forgetSessions();
  waiting.pushChunk(callChunk('call_0', 0, 'http_count'));
  endWith(waiting, 'tool_calls');
  expect(outputsSent((await say(hub, 'Done.')).request)).toEqual(['1', '1']);
  await hub.events(run.stream);
});
