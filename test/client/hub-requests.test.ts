import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createHubRequests } from '../../src/client/hub-requests.ts';

const ANY = z.object({ id: z.string() });

afterEach(() => vi.unstubAllGlobals());

function ask(answer: Response): Promise<unknown> {
  vi.stubGlobal('fetch', async () => answer);
  return createHubRequests().requestJson(ANY, '/v1/threads', { body: {} });
}

describe('an answer of the hub', () => {
  it('that is cut off is no answer: whether the hub has done what was asked is not known', async () => {
    const half = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"id":'));
        controller.error(new TypeError('terminated'));
      },
    });
    await expect(ask(new Response(half))).rejects.toMatchObject({ name: 'HubUnreachableError' });
  });

  it('that is no JSON is one that cannot be read', async () => {
    await expect(ask(new Response('<html>'))).rejects.toMatchObject({ name: 'ApiError', status: 200 });
  });
});
