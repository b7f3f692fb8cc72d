import { describe, expect, it } from 'vitest';
import { createAgentSlots } from '../../../src/hub/agents/agent-slots.ts';

/** Asks for slots, and records who got one, in order. */
function openQueue(most: number) {
  const slots = createAgentSlots(most);
  const begun: string[] = [];
  const leave = new Map<string, () => void>();
  return {
    begun,
    async ask(name: string, account: string, signal = new AbortController().signal) {
      const release = await slots.acquire(account, signal);
      begun.push(name);
      leave.set(name, release);
    },
    async end(name: string) {
      leave.get(name)!();
      await new Promise(setImmediate);
    },
  };
}

describe('agent slots', () => {
  it('are assigned at once while some are free, and then in the order of the requests', async () => {
    const queue = openQueue(2);
    for (const name of ['one', 'two', 'three', 'four']) void queue.ask(name, 'ana');
    await new Promise(setImmediate);
    expect(queue.begun).toEqual(['one', 'two']);
    await queue.end('two');
    await queue.end('one');
    expect(queue.begun).toEqual(['one', 'two', 'three', 'four']);
  });

  it('go to the account that has the fewest, so that two hundred runs of one account do not block another', async () => {
    const queue = openQueue(3);
    for (let at = 1; at <= 200; at += 1) void queue.ask(`ana ${at}`, 'ana');
    for (const name of ['ben 1', 'ben 2', 'ben 3']) void queue.ask(name, 'ben');
    void queue.ask('eva 1', 'eva');
    await new Promise(setImmediate);
    expect(queue.begun).toEqual(['ana 1', 'ana 2', 'ana 3']);
    await queue.end('ana 1');
    await queue.end('ana 2');
    await queue.end('ana 3');
    expect(queue.begun.slice(3)).toEqual(['ben 1', 'eva 1', 'ana 4']);
    await queue.end('eva 1');
    expect(queue.begun.at(-1)).toBe('ben 2'); // both have one, and ana got hers later
    await queue.end('ben 1');
    expect(queue.begun.at(-1)).toBe('ana 5');
    await queue.end('ana 4');
    expect(queue.begun.at(-1)).toBe('ben 3');
  });

  it('are released by aborted runs, before and after their turn', async () => {
    const queue = openQueue(1);
    const cancelled = new AbortController();
    await queue.ask('one', 'ana');
    const two = queue.ask('two', 'ana', cancelled.signal);
    void queue.ask('three', 'ana');
    cancelled.abort(new Error('cancelled'));
    await expect(two).rejects.toThrow('cancelled');
    await expect(queue.ask('four', 'ana', cancelled.signal)).rejects.toThrow('cancelled');
    await queue.end('one');
    await queue.end('one'); // released once
    expect(queue.begun).toEqual(['one', 'three']);
  });
});
