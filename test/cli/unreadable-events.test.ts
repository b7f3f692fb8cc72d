import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_REPLAYS } from '../../src/client/run-stream-reconnection.ts';
import { RUN } from './support/stream-of-run.ts';
import { runProgram, type ProgramExit } from './support/run-program.ts';

const STARTED = { ...RUN, status: 'in_progress' };
const COMPLETED = `data: ${JSON.stringify({ event: 'thread.run.completed', data: { ...RUN, status: 'completed' } })}\n\n`;
const PROBLEM = 'This program could not read an event of the hub';

let server: Server;
/** The events that the hub sends on each connection to the run's stream. */
let stream: string;
let connections: number;

beforeEach(async () => {
  connections = 0;
  server = createServer((request, response) => {
    const isStream = request.url!.includes('/stream/');
    connections += isStream ? 1 : 0;
    response.writeHead(200, { 'content-type': isStream ? 'text/event-stream' : 'application/json' });
    if (isStream) return response.end(`retry: 1\n\n${stream}`);
    const data = request.url!.includes('/runs?') ? [STARTED] : [];
    const page = { object: 'list', data, first_id: null, last_id: null, has_more: false };
    return response.end(JSON.stringify(request.method === 'GET' ? page : STARTED));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

function run(option: string): Promise<ProgramExit> {
  const { port } = server.address() as AddressInfo;
  const args = ['agent', 'run', '--thread-id', 'thread_1', '-m', 'What is virtue?', option];
  return runProgram(args, { hub: `http://127.0.0.1:${port}` });
}

describe.each(['--stream', '--no-stream', '--json'])('an event that cannot be read, with %s', (option) => {
  it('causes one warning, and later events are shown', async () => {
    stream = `data: {"event":\n\ndata: nothing\n\n${COMPLETED}`;
    const { code, stderr } = await run(option);
    expect(stderr.split(PROBLEM)).toHaveLength(2);
    expect(code).toBe(0);
  });

  it('does not cause endless reconnects', async () => {
    stream = 'data: {"event":\n\n';
    const { code, stderr } = await run(option);
    expect(stderr.split(PROBLEM)).toHaveLength(2);
    expect(stderr).toContain('Lost the connection to the hub');
    expect(connections).toBe(MAX_REPLAYS + 1);
    expect(code).toBe(1);
  });
});
