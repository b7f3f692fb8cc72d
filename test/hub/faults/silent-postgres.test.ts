import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHubClient, deltaText, type RecordedEvent } from '../../support/hub-client.ts';
import { startHub, type HubProcess } from '../../support/hub-process.ts';
import { ChunkLimit, streamText } from '../../support/model-answers.ts';
import { startModelServer, type ModelServer } from '../../support/model-server.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres.ts';

/** A network between a hub and its database that can lose connections unnoticed by the hub. */
interface SilentNetwork {
  readonly port: number;
  /** Stops all data on the open connections. The server closes them, but the hub does not notice. */
  silence(): void;
  /** Closes the hub's oldest connection, which holds its lock. */
  breakOldest(): void;
  stop(): Promise<void>;
}

async function startNetwork(target: number): Promise<SilentNetwork> {
  const connections = new Set<{ client: Socket; upstream: Socket; isSilent: boolean }>();
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    const connection = { client, upstream, isSilent: false };
    connections.add(connection);
    for (const socket of [client, upstream]) socket.on('error', () => {}); // reported by the 'close' event, which follows
    client.on('data', (bytes) => connection.isSilent || upstream.write(bytes));
    upstream.on('data', (bytes) => connection.isSilent || client.write(bytes));
    client.on('close', () => {
      connections.delete(connection);
      upstream.destroy();
    });
    upstream.on('close', () => connection.isSilent || client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    silence() {
      for (const connection of connections) {
        connection.isSilent = true;
        connection.upstream.destroy();
      }
    },
    breakOldest: () => [...connections][0]?.client.destroy(),
    async stop() {
      for (const { client } of connections) client.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const ANSWER = 'I know that I know nothing.';

let postgres: PostgresServer;
let network: SilentNetwork;
let model: ModelServer;
let hub: HubProcess;
let limit: ChunkLimit;

beforeEach(async () => {
  postgres = await startPostgres();
  const url = new URL(postgres.url);
  network = await startNetwork(Number(url.port));
  url.port = String(network.port);
  limit = new ChunkLimit(2);
  model = await startModelServer(streamText(ANSWER, { limit }));
  hub = await startHub({ DATABASE_URL: url.href, MODEL_BASE_URL: model.url, MODEL_NAME: 'test-model' });
});
afterEach(async () => {
  await hub?.stop();
  await model?.stop();
  await network?.stop();
  await postgres?.stop();
});

/** Starts a run, and waits for its first deltas. */
async function begin() {
  const client = createHubClient(hub.url);
  const run = await client.ask('symposium/assistant/1.0.0', 'What do you know?');
  const events: RecordedEvent[] = [];
  let tell!: () => void;
  const hasBegun = new Promise<void>((resolve) => (tell = resolve));
  const ended = (async () => {
    for await (const event of client.events(run.thread_id, run.id)) {
      events.push(event);
      if (events.filter((one) => deltaText(one) !== '').length >= 2) tell();
    }
    return events;
  })();
  await hasBegun;
  return { ended };
}

it('continues on new connections after it has lost its lock, even if old ones still wait', async () => {
  const { ended } = await begin();
  network.silence();
  limit.raise();
  const { status } = await fetch(`${hub.url}/ready`);
  expect(status, 'the hub waits for an answer').toBe(503);
  network.breakOldest();
  while ((await fetch(`${hub.url}/ready`)).status !== 200) await delay(20);
  const events = await ended;
  expect(events.map(deltaText).join('')).toBe(ANSWER);
  expect(events.at(-1)?.event).toBe('thread.run.completed');
});

it('exits in time, even if its database does not answer', async () => {
  const { ended } = await begin();
  const broken = expect(ended).rejects.toThrow();
  network.silence();
  expect((await fetch(`${hub.url}/ready`)).status).toBe(503);
  const { code, stderr } = await hub.kill('SIGTERM');
  expect(code).toBe(1);
  expect(stderr).toContain('The hub could not close in time');
  await broken;
});
