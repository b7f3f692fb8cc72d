import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { RESPONSE_TIMEOUT, createHubRequests } from '../../src/client/hub-requests.ts';
import { FakeClock } from '../app/support/fake-clock.ts';
import { flushPromises } from '../app/support/fake-event-source.ts';

const ANY = z.object({ id: z.string() });

afterEach(() => vi.unstubAllGlobals());

function ask(answer: Response): Promise<unknown> {
  vi.stubGlobal('fetch', async () => answer);
  return createHubRequests({ timer: new FakeClock() }).requestJson(ANY, '/v1/threads', { body: {} });
}

describe('an answer of the hub', () => {
  it('that is cut off counts as no answer, because the hub may have carried out the request', async () => {
    const half = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"id":'));
        controller.error(new TypeError('terminated'));
      },
    });
    await expect(ask(new Response(half))).rejects.toMatchObject({ name: 'HubUnreachableError' });
  });

  it('that reports an unavailable database counts as no answer, so that the request is retried', async () => {
    const error = { message: 'Later.', type: 'server_error', param: null, code: 'database_unavailable' };
    const answer = ask(Response.json({ error }, { status: 503 }));
    await expect(answer).rejects.toMatchObject({ name: 'HubUnreachableError', message: 'Later.' });
  });

  it('that is no JSON is reported as unreadable', async () => {
    await expect(ask(new Response('<html>'))).rejects.toMatchObject({ name: 'ApiError', status: 200 });
  });
});

describe('an endless answer', () => {
  it('is read no further than the maximum length', async () => {
    let pieces = 0;
    const piece = new TextEncoder().encode(' '.repeat(1_000_000));
    const endless = new ReadableStream({
      pull(controller) {
        pieces += 1;
        controller.enqueue(piece);
      },
    });
    await expect(ask(new Response(endless))).rejects.toMatchObject({
      name: 'ApiError',
      message: 'The server’s answer is too long to be read.',
    });
    expect(pieces).toBeLessThan(70);
  });

  it('with a list whose cursor does not advance is requested only twice', async () => {
    let pages = 0;
    vi.stubGlobal('fetch', async () => {
      pages += 1;
      const page = { data: [{ id: 'msg_1' }], first_id: 'msg_1', last_id: 'msg_1', has_more: true };
      return Response.json({ object: 'list', ...page });
    });
    const hub = createHubRequests({ timer: new FakeClock() });
    const { signal } = new AbortController();
    await expect(hub.requestAllPages(ANY, '/v1/threads', { after: null, signal })).rejects.toThrow(
      'has no end',
    );
    expect(pages).toBe(2);
  });
});

describe('a request that is not answered', () => {
  const TOO_LATE = { name: 'HubUnreachableError', message: expect.stringContaining('within 30 seconds') };

  /** A hub that accepts the connection, and sends what the test sends. */
  function halfOpenHub() {
    const timer = new FakeClock();
    let answer: ReadableStreamDefaultController<Uint8Array> | null = null;
    const signals: AbortSignal[] = [];
    let respond = (): void => {};
    vi.stubGlobal('fetch', (_: string, { signal }: { signal: AbortSignal }) => {
      signals.push(signal);
      return new Promise<Response>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        respond = () =>
          resolve(
            new Response(
              new ReadableStream({
                start(controller) {
                  answer = controller;
                  signal.addEventListener('abort', () => controller.error(signal.reason));
                },
              }),
            ),
          );
      });
    });
    return {
      timer,
      hub: createHubRequests({ timer }),
      signals,
      respond: () => respond(),
      send: (text: string) => answer?.enqueue(new TextEncoder().encode(text)),
      end: () => answer?.close(),
    };
  }

  it('times out with an error that lets a message be sent again', async () => {
    const { hub, timer, signals } = halfOpenHub();
    const late = expect(hub.requestJson(ANY, '/v1/threads')).rejects.toMatchObject(TOO_LATE);
    timer.advance(RESPONSE_TIMEOUT);
    await late;
    expect(signals[0]?.aborted).toBe(true);
    expect(timer.waiting).toEqual([]);
  });

  it('times out when the answer stops in the middle', async () => {
    const { hub, timer, respond, send } = halfOpenHub();
    const late = expect(hub.requestJson(ANY, '/v1/threads')).rejects.toMatchObject(TOO_LATE);
    respond();
    await flushPromises();
    send('{"id":');
    await flushPromises();
    timer.advance(RESPONSE_TIMEOUT);
    await late;
  });

  it('does not time out while parts of the answer arrive', async () => {
    const { hub, timer, respond, send, end } = halfOpenHub();
    const answer = hub.requestJson(ANY, '/v1/threads');
    respond();
    for (const piece of ['{"id"', ': "thr', 'ead_1"}']) {
      await flushPromises();
      timer.advance(RESPONSE_TIMEOUT - 1);
      send(piece);
    }
    await flushPromises();
    end();
    expect(await answer).toEqual({ id: 'thread_1' });
    expect(timer.waiting).toEqual([]);
  });

  it('has more time for a long body', async () => {
    const { hub, timer, signals } = halfOpenHub();
    const late = hub.requestJson(ANY, '/v1/threads', { body: { text: 'x'.repeat(1_000_000) } });
    late.catch(() => {});
    timer.advance(RESPONSE_TIMEOUT + 60_000);
    expect(signals[0]?.aborted).toBe(false);
    timer.advance(5_000);
    await expect(late).rejects.toMatchObject(TOO_LATE);
  });

  it('can be aborted by the caller, who gets no other error', async () => {
    const { hub, timer } = halfOpenHub();
    const abort = new AbortController();
    const left = hub.requestJson(ANY, '/v1/threads', { signal: abort.signal });
    abort.abort();
    await expect(left).rejects.toMatchObject({ name: 'AbortError' });
    expect(timer.waiting).toEqual([]);
  });
});
