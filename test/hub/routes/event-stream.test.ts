import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventStream } from '../../../src/hub/routes/event-stream.ts';

describe('an SSE response', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const utf8 = new TextDecoder();

  function open(framesUntil: (signal: AbortSignal) => AsyncIterable<string>) {
    const problems: unknown[] = [];
    const response = eventStream('retry: 1500\n\n', framesUntil, (error) => problems.push(error));
    const reader = response.body!.getReader();
    return { reader, problems, next: async () => utf8.decode((await reader.read()).value) };
  }

  async function* nothing(signal: AbortSignal): AsyncGenerator<string> {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    yield '';
  }

  it('sends its preamble before there is anything to say', async () => {
    const { next } = open(nothing);
    expect(await next()).toBe('retry: 1500\n\n');
  });

  it('sends a comment every 15 seconds while it is quiet', async () => {
    const { next } = open(nothing);
    await next();
    for (let time = 0; time < 2; time++) {
      const comment = next();
      await vi.advanceTimersByTimeAsync(15_000);
      expect(await comment).toBe(': keep-alive\n\n');
    }
  });

  it('lets go of everything when the client leaves', async () => {
    const left = vi.fn<() => void>();
    const { reader } = open((signal) => {
      signal.addEventListener('abort', left);
      return nothing(signal);
    });
    await reader.cancel();
    expect(left).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('breaks off where its frames cannot be had, so that the client comes back', async () => {
    const { reader, next, problems } = open(async function* () {
      yield 'data: 1\n\n';
      throw new Error('the database is gone');
    });
    await next();
    expect(await next()).toBe('data: 1\n\n');
    await expect(reader.read()).rejects.toThrow('the database is gone');
    expect(problems).toEqual([new Error('the database is gone')]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
