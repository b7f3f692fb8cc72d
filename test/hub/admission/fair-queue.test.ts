import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  createFairQueue,
  QueueFullError,
  type QueueLimits,
  type Waiting,
  type WorkKind,
} from '../../../src/hub/admission/fair-queue.ts';

const WIDE: QueueLimits = {
  active: 1,
  activePerLane: 1,
  perTurn: Infinity,
  waiting: 10_000,
  waitingPerLane: 1_000,
};

function setUp(limits: Partial<QueueLimits>) {
  const queue = createFairQueue({ ...WIDE, ...limits });
  const begun: string[] = [];
  const ends: (() => void)[] = [];

  /** Asks for a slot. Requests that start are recorded, and end in `endAll`. */
  function ask(lane: string, kind: WorkKind = 'read', name = lane): Waiting | null {
    const entered = queue.enter(lane, kind);
    const begin = (leave: () => void) => {
      begun.push(name);
      ends.push(leave);
    };
    if (typeof entered === 'function') {
      begin(entered);
      return null;
    }
    void entered.slot.then(begin);
    return entered;
  }

  async function endAll(): Promise<string[]> {
    for (let end = ends.shift(); end; end = ends.shift()) {
      end();
      await Promise.resolve();
    }
    return begun;
  }
  return { queue, begun, ask, endAll };
}

describe('the fair queue', () => {
  it('limits concurrent requests, overall and per lane', () => {
    const { begun, ask } = setUp({ active: 3, activePerLane: 2 });
    for (const lane of ['a', 'a', 'a', 'b', 'b']) ask(lane);
    expect(begun).toEqual(['a', 'a', 'b']);
  });

  it('starts a request of an idle lane before those of full lanes', () => {
    const { begun, ask } = setUp({ active: 3, activePerLane: 1 });
    for (let at = 0; at < 100; at++) ask('flood');
    ask('person');
    expect(begun).toEqual(['flood', 'person']);
  });

  it('serves lanes round robin: hundreds of requests of one delay another by one slot', async () => {
    const { ask, endAll } = setUp({});
    for (let at = 0; at < 300; at++) ask('flood');
    for (let at = 0; at < 3; at++) ask('person');
    const order = await endAll();
    expect(order.slice(0, 8).join(' ')).toBe('flood flood person flood person flood person flood');
    expect(order).toHaveLength(303);
  });

  it('serves streams first, then reads, then writes, but gives every fourth slot to a write', async () => {
    const { ask, endAll } = setUp({});
    ask('busy', 'write');
    for (const kind of ['write', 'read', 'stream'] as const)
      for (const lane of ['a', 'b', 'c', 'd']) ask(lane, kind, kind);
    const order = (await endAll()).slice(1);
    expect(order.slice(0, 4).filter((kind) => kind === 'stream')).toHaveLength(4 - 1);
    expect(order.indexOf('write')).toBeLessThan(4);
    expect(order.filter((kind) => kind !== 'write').join(' ')).toBe(
      [...Array<string>(4).fill('stream'), ...Array<string>(4).fill('read')].join(' '),
    );
  });

  it('limits the number that start in one turn of the event loop, however fast they end', async () => {
    const { begun, ask, queue } = setUp({ active: 100, activePerLane: 100, perTurn: 4 });
    for (let at = 0; at < 6; at++) {
      const entered = queue.enter('flood', 'write');
      if (typeof entered === 'function') entered();
      else void entered.slot.then((leave) => leave());
    }
    expect(queue.waiting).toBe(2);
    ask('person', 'stream');
    expect(begun).toEqual([]);
    await nextTurn();
    expect(begun).toEqual(['person']);
    expect(queue.waiting).toBe(0);
    for (let at = 0; at < 12; at++) ask('flood');
    const counts = [];
    for (let turn = 0; turn < 3; turn++) {
      counts.push(begun.length);
      await nextTurn();
    }
    expect(counts).toEqual([2, 6, 10]);
  });

  it('finds the next request without checking every waiting lane', async () => {
    let looks = 0;
    const limits = Object.defineProperty({ ...WIDE }, 'activePerLane', {
      get() {
        looks += 1;
        return WIDE.activePerLane;
      },
    });
    const queue = createFairQueue(limits);
    const leave = queue.enter('busy', 'write') as () => void;
    const waiting = Array.from({ length: 5_000 }, (_, at) => queue.enter(`lane ${at}`, 'write') as Waiting);
    looks = 0;
    leave();
    for (const { slot } of waiting) (await slot)();
    expect(looks).toBeLessThanOrEqual(2 * waiting.length);
  });

  it('refuses requests beyond the limit of a lane, and beyond the limit of the queue', () => {
    const { ask, queue } = setUp({ waiting: 5, waitingPerLane: 3 });
    for (let at = 0; at < 1 + 3; at++) ask('a');
    expect(() => ask('a')).toThrow(expect.objectContaining({ isLane: true }));
    for (let at = 0; at < 2; at++) ask('b');
    expect(() => ask('c')).toThrow(expect.objectContaining({ isLane: false }));
    expect(() => ask('c')).toThrow(QueueFullError);
    expect(queue.waiting).toBe(5);
  });

  it('skips requests that have left, and frees their places', async () => {
    const { ask, endAll, queue } = setUp({ waitingPerLane: 2 });
    ask('a', 'read', 'first');
    ask('a', 'read', 'left')?.leave();
    ask('a', 'read', 'second');
    ask('a', 'read', 'third');
    expect(await endAll()).toEqual(['first', 'second', 'third']);
    expect(queue.waiting).toBe(0);
  });

  it('frees a slot once, however often it is released', async () => {
    const { queue } = setUp({});
    const leave = queue.enter('a', 'read') as () => void;
    const second = queue.enter('a', 'read') as Waiting;
    const third = queue.enter('a', 'read') as Waiting;
    leave();
    leave();
    let isThird = false;
    void third.slot.then(() => (isThird = true));
    const end = await second.slot;
    await Promise.resolve();
    expect(isThird).toBe(false);
    end();
    await third.slot;
  });
});
