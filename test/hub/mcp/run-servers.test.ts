import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { McpServer, StdioServer } from '../../../src/hub/mcp/mcp-config.ts';
import { type EventLog, startEventLog } from '../../support/mcp/event-log.ts';
import { startHttpServer } from '../../support/mcp/http-server.ts';
import { stdioServer } from '../../support/mcp/stdio-server.ts';
import { createTestMcpServers } from '../../support/mcp/test-mcp-servers.ts';

let events: EventLog;

beforeAll(async () => {
  events = await startEventLog();
});
afterAll(() => events.close());

/** The servers of a run that may use this one. The run ends with the test. */
function runWith(server: McpServer) {
  const run = new AbortController();
  const servers = createTestMcpServers({ servers: { tools: server } }).openFor({
    names: ['tools'],
    signal: run.signal,
  });
  async function end(): Promise<void> {
    run.abort(new Error('the run has ended'));
    await servers.closed;
  }
  onTestFinished(end);
  return { ...servers, end };
}

/** A process that has ended, and that its parent has not asked about, is a zombie: it has a pid, but is not alive. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}

async function startedPid(): Promise<number> {
  return Number((await events.next('started ')).split(' ')[1]);
}

/** Starts the server as `npx` does: as a child of another program. */
function wrapped({ command, args, env }: StdioServer): StdioServer {
  return { command: 'sh', args: ['-c', '"$@"; true', 'sh', command, ...args], env };
}

describe('a server over stdio', () => {
  it.each([
    ['exits when its input ends', stdioServer],
    ['ignores the end of its input and SIGTERM', stdioServer],
    ['is started by another program', (options: object) => wrapped(stdioServer(options))],
    ['is started by another program, and ignores both', (options: object) => wrapped(stdioServer(options))],
  ])('is gone after the run if it %s', async (how, server) => {
    const run = runWith(server({ logUrl: events.url, ignoresEnd: how.includes('ignores') }));
    await run.listTools(null);
    const pid = await startedPid();
    expect(isAlive(pid)).toBe(true);
    await run.end();
    expect(isAlive(pid)).toBe(false);
  });

  it('is gone if the run ends while it starts', async () => {
    const run = runWith(stdioServer({ logUrl: events.url }));
    const listing = run.listTools(null);
    const pid = await startedPid(); // it does not answer yet
    await run.end();
    await expect(listing).rejects.toThrow('the run has ended');
    expect(isAlive(pid)).toBe(false);
  });

  it('gets no variable of the hub that may be a secret', async () => {
    process.env['SECRET_OF_THE_HUB'] = 'secret';
    onTestFinished(() => void delete process.env['SECRET_OF_THE_HUB']);
    const run = runWith(stdioServer({}, { OF_THE_SERVER: 'given' }));
    const environment: unknown = JSON.parse(await run.callTool('tools', 'environment', {}));
    expect(environment).toMatchObject({ PATH: process.env['PATH'], OF_THE_SERVER: 'given' });
    expect(environment).not.toHaveProperty('SECRET_OF_THE_HUB');
  });

  it('can list its tools without an end', async () => {
    const run = runWith(stdioServer({ pageSize: 0 }));
    expect(await run.listTools(null)).toEqual([]);
  });

  it('is not started before it is used', async () => {
    const run = runWith(stdioServer({ startsBadly: true }));
    expect(await run.listTools({})).toEqual([]);
    await run.end();
  });
});

describe('a server over HTTP', () => {
  it('gets the operator’s headers with each request, and the end of the session', async () => {
    const http = await startHttpServer();
    onTestFinished(http.close);
    const run = runWith(http.config);
    expect(await run.callTool('tools', 'count', {})).toBe('1');
    expect(http.sessions()).toBe(1);
    await run.end();
    expect(http.sessions()).toBe(0);
    expect(http.methods).toEqual(['initialize', 'notifications/initialized', 'tools/call']); // nothing is cancelled
    expect(http.headers.length).toBeGreaterThan(3);
    for (const { authorization } of http.headers) expect(authorization).toBe('Bearer of-the-test');
  });

  it('can say in a stream of its own that its tools have changed', async () => {
    const http = await startHttpServer();
    onTestFinished(http.close);
    const run = runWith(http.config);
    await expect
      .poll(async () => {
        await run.callTool('tools', 'learn_aside', { name: 'fly' }); // the stream may not be open the first time
        return (await run.listTools(null)).map(({ name }) => name);
      })
      .toContain('fly');
  });
});
