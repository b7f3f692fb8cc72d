import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isSourceClosed, type EventSourceLike } from '../../src/client/event-source.ts';
import { RESPONSE_TIMEOUT } from '../../src/client/hub-requests.ts';
import { openFetchEventSource } from '../../src/cli/fetch-event-source.ts';
import { ManualTimer } from './support/manual-timer.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

let server: Server;
let requests: IncomingMessage[] = [];
let answers: Answer[] = [];
let source: EventSourceLike | undefined;
let clock: ManualTimer;

beforeEach(async () => {
  requests = [];
  clock = new ManualTimer();
  server = createServer((request, response) => {
    requests.push(request);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(response, request);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  source?.close();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

function open(...given: Answer[]): EventSourceLike {
  answers = given;
  const { port } = server.address() as AddressInfo;
  const credentials = { authorization: 'Bearer token' };
  source = openFetchEventSource(`http://127.0.0.1:${port}/stream`, credentials, clock);
  return source;
}

/** Answers with a stream of this text, which then breaks, ends or stays open. */
function streaming(body: string, then: 'breaks' | 'ends' | 'stays'): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.write(body, () => {
      if (then === 'ends') response.end();
      if (then === 'breaks') setImmediate(() => response.destroy());
    });
  };
}

function next(type: 'open' | 'error'): Promise<void> {
  return new Promise((resolve) => source!.addEventListener(type, () => resolve()));
}

/** Collects messages until so many have arrived. */
function messages(count: number): Promise<[string, string][]> {
  const seen: [string, string][] = [];
  return new Promise((resolve) =>
    source!.addEventListener('message', ({ data, lastEventId }) => {
      seen.push([lastEventId, String(data)]);
      if (seen.length === count) resolve(seen);
    }),
  );
}

it.each(['breaks', 'ends'] as const)('reconnects after the last event when a connection %s', async (how) => {
  open(
    streaming('retry: 1\n\nid: 1-1\ndata: one\n\nid: 1-2\ndata: tw', how),
    streaming('id: 1-2\ndata: two\n\n', 'stays'),
  );
  const arrived = messages(2);
  await next('error');
  clock.advance(1);
  expect(await arrived).toEqual([
    ['1-1', 'one'],
    ['1-2', 'two'],
  ]);
  expect(requests.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '1-1']);
  expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer token', 'Bearer token']);
});

it.each([
  ['no more content', 204, 'text/event-stream'],
  ['an error', 404, 'application/json'],
  ['another type', 200, 'text/html'],
])('closes when the answer is %s', async (_, status, type) => {
  open((response) => response.writeHead(status, { 'content-type': type }).end());
  await next('error');
  expect(isSourceClosed(source!)).toBe(true);
  expect(requests).toHaveLength(1);
});

it('reconnects when the hub does not answer in time', async () => {
  open(() => {}, streaming('data: one\n\n', 'stays'));
  await expect.poll(() => requests.length).toBe(1);
  const lost = next('error');
  clock.advance(RESPONSE_TIMEOUT - 1);
  expect(requests[0]!.socket.destroyed).toBe(false);
  clock.advance(1);
  await lost;
  expect(isSourceClosed(source!)).toBe(false);
  const arrived = messages(1);
  clock.advance(1_000);
  expect(await arrived).toEqual([['', 'one']]);
});

it('has no timeout once the answer has begun', async () => {
  open(streaming('data: one\n\n', 'stays'));
  await messages(1);
  expect(clock.waiting).toBe(0);
});

it('reports an error of a listener as an uncaught exception, and still calls the other listeners', async () => {
  const before = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  const thrown = once(process, 'uncaughtException');
  try {
    open(streaming('id: 1-1\ndata: one\n\nid: 1-2\ndata: two\n\n', 'stays'));
    const failure = new Error('The listener failed.');
    source!.addEventListener('message', ({ lastEventId }) => {
      if (lastEventId === '1-1') throw failure;
    });
    const arrived = messages(2);
    expect(await thrown).toEqual([failure, 'uncaughtException']);
    expect(await arrived).toEqual([
      ['1-1', 'one'],
      ['1-2', 'two'],
    ]);
    expect(requests, 'the connection stays').toHaveLength(1);
  } finally {
    for (const listener of before) process.on('uncaughtException', listener);
  }
});

it('ends its connection when it is closed, and calls no listener afterwards', async () => {
  open(streaming('data: one\n\n', 'stays'));
  await messages(1);
  let failures = 0;
  source!.addEventListener('error', () => (failures += 1));
  source!.close();
  await once(requests[0]!.socket, 'close');
  expect(failures).toBe(0);
});
