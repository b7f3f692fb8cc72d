import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { McpServer } from '../../../src/hub/mcp/mcp-config.ts';
import { type EventLog, startEventLog } from '../../support/mcp/event-log.ts';
import { startHttpServer, type TestHttpServer } from '../../support/mcp/http-server.ts';
import { stdioServer } from '../../support/mcp/stdio-server.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { say } from '../runner/assistant-run.ts';
import { stateOf } from '../runner/state-of.ts';
import { outputsSent, startAgent, toolThat, withTools } from '../runner/tool-loop.ts';
import { callTools, using } from './call-tools.ts';

/** The tools of the servers. */
const NAMES =
  'echo count environment fail fail_silently refuse media structured long huge die wait progress learn learn_aside'.split(
    ' ',
  );

let hub: TestHub;
let events: EventLog;
let http: TestHttpServer;
let json: TestHttpServer;

beforeAll(async () => {
  events = await startEventLog();
  http = await startHttpServer({ log: events.add, pageSize: 4 });
  json = await startHttpServer({ log: events.add, answersJson: true });
  const servers: Record<string, McpServer> = {
    stdio: stdioServer({ logUrl: events.url, pageSize: 4, chatters: true }),
    http: http.config,
    stubborn: stdioServer({ logUrl: events.url, ignoresEnd: true }), // so that it is not ended too early
    json: json.config,
  };
  hub = await openTestHub({ mcp: { servers } });
});
afterAll(async () => {
  await hub.close();
  await Promise.all([http.close(), json.close(), events.close()]);
});

describe.each(['stdio', 'http', 'json'])('an MCP server over %s', (server) => {
  it('gives the tools of all its pages to the model, and answers calls', async () => {
    const run = await startAgent(hub, withTools({ own: toolThat(() => 'own') }), using(server));
    const { settings } = await callTools(hub, [`${server}_echo`, { city: 'Athens' }], ['own']);
    const { request } = await say(hub, 'Done.');
    expect(outputsSent(request)).toEqual(['{"city":"Athens"}', 'own']);
    expect(settings?.tools?.map((tool) => tool.function.name)).toEqual([
      'own',
      ...NAMES.map((name) => `${server}_${name}`),
    ]);
    expect(settings?.tools?.[1]?.function).toEqual({
      name: `${server}_echo`,
      description: 'Does echo.',
      parameters: { type: 'object', properties: {} },
    });
    expect(stateOf(await hub.events(run.stream))).toMatchObject({
      status: 'completed',
      steps: [{ status: 'completed', calls: [{ function: { output: '{"city":"Athens"}' } }, {}] }],
    });
  });

  it('tells the model of errors and of content that is not text', async () => {
    const run = await startAgent(hub, withTools({}), using(server));
    const names = ['fail', 'fail_silently', 'refuse', 'unknown', 'structured', 'media'];
    await callTools(hub, ...names.map((name): [string] => [`${server}_${name}`]));
    const outputs = outputsSent((await say(hub, 'Done.')).request);
    expect(outputs.slice(0, 3)).toEqual([
      'Error: no such city',
      'Error: the tool has failed, and says no more',
      `Error: The MCP server ${server} answered with an error: city is missing`,
    ]);
    expect(outputs[3]).toContain(
      `Error: there is no tool "${server}_unknown". The tools are: ${server}_echo, `,
    );
    expect(outputs.slice(4)).toEqual([
      '{"degrees":21}',
      [
        'Five things:',
        '[An image: image/png, 85 bytes. You cannot see it.]',
        '[A sound: audio/wav, 3 bytes. You cannot see it.]',
        '[A link to the resource notes, file:///notes.txt, What I noted. You cannot see it.]',
        'The text of a.',
        '[The resource file:///a.pdf: application/pdf, 3 bytes. You cannot see it.]',
      ].join('\n'),
    ]);
    expect(stateOf(await hub.events(run.stream)).status).toBe('completed');
  });

  it('has outputs that are cut if they are too long', async () => {
    const run = await startAgent(hub, withTools({}), using(server));
    await callTools(hub, [`${server}_long`]);
    const [output] = outputsSent((await say(hub, 'Done.')).request);
    expect([output?.length, output?.slice(-20)]).toEqual([
      512 * 1024,
      ': it was too long.]'.padStart(20, 'e'),
    ]);
    await hub.events(run.stream);
  });

  it('keeps the state of each run to itself, also if runs are active at the same time', async () => {
    const runs = [];
    for (const answer of ['One.', 'Two.']) {
      runs.push(await startAgent(hub, withTools({}), using(server)));
      await callTools(hub, [`${server}_count`], [`${server}_count`]);
      runs.push({ answer, completion: await hub.provider.nextCompletion() });
    }
    const [first, one, second, two] = runs as [Run, Waiting, Run, Waiting];
    for (const { answer, completion } of [one, two]) {
      expect(outputsSent(completion.request).toSorted()).toEqual(['1', '2']);
      completion.push(answer);
      completion.end();
    }
    for (const { stream } of [first, second])
      expect(stateOf(await hub.events(stream)).status).toBe('completed');
  });
});

it.each(['stubborn', 'http', 'json'])(
  'the MCP server %s gets the cancellation of a call when the run is stopped',
  async (server) => {
    const run = await startAgent(hub, withTools({}), using(server));
    await callTools(hub, [`${server}_wait`]);
    await events.next('waits');
    await hub.call(`${run.path}/cancel`, {});
    await events.next('cancelled');
    expect(stateOf(await hub.events(run.stream))).toMatchObject({
      status: 'cancelled',
      steps: [{ status: 'cancelled', calls: [{ function: { output: null } }] }],
    });
  },
);

it.each(['stdio', 'http', 'json'])(
  'an MCP server over %s can die in the middle of a call: the model is told, and the next call starts it again',
  async (server) => {
    const run = await startAgent(hub, withTools({}), using(server));
    await callTools(hub, [`${server}_count`]);
    await callTools(hub, [`${server}_die`]);
    const { messages } = await callTools(hub, [`${server}_count`]);
    expect(outputsSent({ messages })).toEqual([
      '1',
      `Error: The MCP server ${server} ended before it answered.`,
    ]);
    expect(outputsSent((await say(hub, 'Done.')).request).at(-1)).toBe('1');
    expect(stateOf(await hub.events(run.stream)).status).toBe('completed');
  },
);

it.each(['stdio', 'http', 'json'])(
  'an MCP server over %s cannot send more than the hub can hold: the model is told, and the next call starts it again',
  async (server) => {
    const run = await startAgent(hub, withTools({}), using(server));
    await callTools(hub, [`${server}_huge`]);
    await callTools(hub, [`${server}_count`]);
    expect(outputsSent((await say(hub, 'Done.')).request)).toEqual([
      `Error: The MCP server ${server} sent more than 10 MiB at once.`,
      '1',
    ]);
    await hub.events(run.stream);
  },
);

it.each(['stdio', 'http'])(
  'an MCP server over %s can change its tools: the next completion has them',
  async (server) => {
    const run = await startAgent(hub, withTools({}), using(server));
    const before = await callTools(hub, [`${server}_learn`, { name: 'fly' }]);
    const after = await callTools(hub, [`${server}_fly`]);
    expect(outputsSent((await say(hub, 'Done.')).request)).toEqual(['learnt fly', 'did fly']);
    expect(after.settings?.tools?.length).toBe(before.settings!.tools!.length + 1);
    await hub.events(run.stream);
  },
);

type Run = Awaited<ReturnType<typeof startAgent>>;
interface Waiting {
  answer: string;
  completion: Awaited<ReturnType<TestHub['provider']['nextCompletion']>>;
}
