import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HubEnv } from '../../../../src/hub/http/hub-env.ts';
import { createHubServer, requestListener } from '../../../../src/hub/http/http-server.ts';
import { createUnreadAnswers, type UnreadAnswers } from '../../../../src/hub/http/limits/unread-answers.ts';
import { connectRaw, head, type RawClient } from '../../../support/raw-client.ts';

const MEGABYTES = 1_000_000;
const ANSWER = 8 * MEGABYTES;
/** Room for two answers per holder, and four in total. */
const MOST = 33 * MEGABYTES;

let answers: UnreadAnswers;
let server: Server;
let port: number;
let clients: RawClient[];
/** The maximum number of unread bytes after an answer. */
let highest: number;

beforeEach(async () => {
  [clients, highest] = [[], 0];
  answers = createUnreadAnswers({ most: MOST, holderOf: ({ req }) => req.path });
  const text = 'x'.repeat(ANSWER);
  const app = new Hono<HubEnv>().use(answers.limit).get('/:holder', (context) => {
    highest = Math.max(highest, answers.bytes);
    return context.text(text);
  });
  server = createHubServer(requestListener(app), {
    most: 100,
    mostPerAddress: 100,
    addressOf: () => 'here',
    onFull: () => {},
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});

afterEach(() => {
  for (const { socket } of clients) socket.destroy();
  server.close();
  server.closeAllConnections();
});

/** Sends a request, and reads only the first piece of the answer. */
async function askUnread(holder: string): Promise<RawClient> {
  const client = await connectRaw(port);
  clients.push(client);
  client.socket.once('data', () => client.socket.pause());
  client.send(head('GET', `/${holder}`));
  await client.until(/200 OK/);
  return client;
}

async function readToTheEnd(client: RawClient): Promise<number> {
  client.socket.resume();
  while (client.received.length < ANSWER && !client.socket.destroyed)
    await Promise.race([once(client.socket, 'data'), client.closed()]);
  return client.received.length;
}

describe('unread answers', () => {
  it('use at most the memory of one holder: only the holder’s oldest is dropped', async () => {
    const other = await askUnread('ben');
    for (let at = 0; at < 10; at++) await askUnread('ana');
    expect(answers.bytes).toBeLessThanOrEqual(3 * ANSWER + MEGABYTES);
    expect(highest).toBeLessThanOrEqual(MOST);
    expect(await readToTheEnd(other)).toBeGreaterThanOrEqual(ANSWER);
    expect(await readToTheEnd(clients.at(-1)!)).toBeGreaterThanOrEqual(ANSWER);
    expect(await readToTheEnd(clients[1]!)).toBeLessThan(ANSWER);
  });

  it('use at most the memory for all holders', async () => {
    for (let at = 0; at < 12; at++) await askUnread(`holder${at}`);
    expect(answers.bytes).toBeLessThanOrEqual(MOST);
    expect(await readToTheEnd(clients.at(-1)!)).toBeGreaterThanOrEqual(ANSWER);
    expect(await readToTheEnd(clients[0]!)).toBeLessThan(ANSWER);
  });

  it('count until they are read or their connections close', async () => {
    const reader = await askUnread('ana');
    const leaver = await askUnread('ana');
    expect(answers.bytes).toBeGreaterThan(ANSWER);
    expect(await readToTheEnd(reader)).toBeGreaterThanOrEqual(ANSWER);
    leaver.socket.destroy();
    await expect.poll(() => answers.bytes).toBe(0);
  });
});
