import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hasGivenUp, type EventSourceLike } from '../../src/client/event-source.ts';
import { openFetchEventSource } from '../../src/cli/fetch-event-source.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

let server: Server;
let requests: IncomingMessage[] = [];
let answers: Answer[] = [];
let source: EventSourceLike | undefined;

beforeEach(async () => {
  requests = [];
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
  source = openFetchEventSource(`http://127.0.0.1:${port}/stream`, { authorization: 'Bearer token' });
  return source;
}

/** Answers with a stream that holds this, and breaks or stays. */
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

/** Collects what comes, until so many have. */
function messages(count: number): Promise<[string, string][]> {
  const seen: [string, string][] = [];
  return new Promise((resolve) =>
    source!.addEventListener('message', ({ data, lastEventId }) => {
      seen.push([lastEventId, String(data)]);
      if (seen.length === count) resolve(seen);
    }),
  );
}

it.each(['breaks', 'ends'] as const)('goes on after the last event when a connection %s', async (how) => {
  open(
    streaming('retry: 1\n\nid: 1-1\ndata: one\n\nid: 1-2\ndata: tw', how),
    streaming('id: 1-2\ndata: two\n\n', 'stays'),
  );
  expect(await messages(2)).toEqual([
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
])('gives up when the answer is %s', async (_, status, type) => {
  open((response) => response.writeHead(status, { 'content-type': type }).end());
  await next('error');
  expect(hasGivenUp(source!)).toBe(true);
  expect(requests).toHaveLength(1);
});

it('ends its connection when it is closed, and tells nothing more', async () => {
  open(streaming('data: one\n\n', 'stays'));
  await messages(1);
  let failures = 0;
  source!.addEventListener('error', () => (failures += 1));
  source!.close();
  await once(requests[0]!.socket, 'close');
  expect(failures).toBe(0);
});
