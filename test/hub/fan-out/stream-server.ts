import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findRun } from '../../../src/hub/db/runs.ts';
import { createFanOut, type FanOut } from '../../../src/hub/fan-out/fan-out.ts';
import type { StreamLimits } from '../../../src/hub/fan-out/stream-limits.ts';
import type { StreamClosing } from '../../../src/hub/observability/metrics.ts';
import type { TestHub } from '../../support/test-hub.ts';

interface StreamServerOptions {
  limits?: Partial<StreamLimits>;
  random?: () => number;
}

/** A separate fan-out for the runs of a test hub, on its own port. */
export interface StreamServer {
  readonly fanOut: FanOut;
  /** The problems that the fan-out reported. */
  readonly problems: string[];
  /** The URL of a run's stream. */
  url(run: { threadId: string; runId: string }, format?: 'openai'): string;
  /** The reason with which the next stream closes. */
  nextClosing(): Promise<StreamClosing>;
  /** The response of the newest stream. */
  newest(): ServerResponse;
  /** Closes every connection. */
  cut(): void;
  close(): Promise<void>;
}

export async function startStreamServer(
  hub: TestHub,
  { limits = {}, random }: StreamServerOptions = {},
): Promise<StreamServer> {
  const problems: string[] = [];
  const waiting: ((reason: StreamClosing) => void)[] = [];
  let newest: ServerResponse | null = null;
  const fanOut = createFanOut({
    db: hub.db,
    log: hub.log,
    limits,
    watch: () => ({
      frames() {},
      closed: (reason) => void waiting.splice(0).forEach((resolve) => resolve(reason)),
    }),
    report: (problem, error) => void problems.push(`${problem}: ${String(error)}`),
    ...(random && { random }),
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    newest = response;
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://hub');
    const [, threadId = '', runId = ''] = pathname.split('/');
    const run = await findRun(hub.db, threadId, runId);
    const framing = searchParams.get('format') === 'openai' ? 'openai' : 'envelope';
    const cursor = request.headers['last-event-id']?.toString() ?? null;
    const keepAliveEvents = searchParams.get('keep_alive') === 'event';
    const accountId = searchParams.get('account') ?? 'account_test';
    fanOut.serve(response, { run: run!, accountId, framing, cursor, keepAliveEvents });
  }

  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    fanOut,
    problems,
    url: ({ threadId, runId }, format) =>
      `http://127.0.0.1:${port}/${threadId}/${runId}${format ? `?format=${format}` : ''}`,
    nextClosing: () => new Promise((resolve) => waiting.push(resolve)),
    newest: () => newest!,
    cut: () => server.closeAllConnections(),
    async close() {
      fanOut.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
