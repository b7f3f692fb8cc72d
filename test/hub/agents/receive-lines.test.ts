import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { receiveLines } from '../../../src/hub/agents/receive-lines.ts';

const LINES = 5_000;

/** Counts how often something happens per turn of the event loop, and the maximum. */
function countPerTurn() {
  let inTurn = 0;
  const counted = { most: 0, turns: 0 };
  let next: NodeJS.Immediate;
  const onTurn = () => {
    inTurn = 0;
    counted.turns += 1;
    next = setImmediate(onTurn);
  };
  onTurn();
  onTestFinished(() => clearImmediate(next));
  return {
    counted,
    count() {
      inTurn += 1;
      counted.most = Math.max(counted.most, inTurn);
    },
  };
}

function channelWith(text: string): PassThrough {
  const channel = new PassThrough({ highWaterMark: 1_000_000 });
  channel.write(text);
  return channel;
}

describe('lines of an agent’s channel', () => {
  it('are handled in order, a few per turn of the event loop, however many have arrived', async () => {
    const { counted, count } = countPerTurn();
    const received: number[] = [];
    const handled = receiveLines(channelWith(Array.from({ length: LINES }, (_, at) => `${at}\n`).join('')), {
      longest: 100,
      receive(line) {
        count();
        received.push(Number(line));
        return undefined;
      },
      onFailure: () => {},
    });
    await expect.poll(() => received.length).toBe(LINES);
    await handled();
    expect(received).toEqual(Array.from({ length: LINES }, (_, at) => at));
    expect(counted.most).toBeLessThanOrEqual(64);
    expect(counted.turns).toBeGreaterThanOrEqual(LINES / 64 - 1);
  });

  it('wait for a line that takes longer', async () => {
    let release!: () => void;
    const busy = new Promise<void>((resolve) => (release = resolve));
    const received: string[] = [];
    const channel = channelWith('one\ntwo\nthree\n');
    const handled = receiveLines(channel, {
      longest: 100,
      receive(line) {
        received.push(line);
        return line === 'two' ? busy : undefined;
      },
      onFailure: () => {},
    });
    await expect.poll(() => received).toEqual(['one', 'two']);
    channel.write('four\n');
    await new Promise(setImmediate);
    expect(received).toEqual(['one', 'two']);
    release();
    await expect.poll(() => received).toEqual(['one', 'two', 'three', 'four']);
    await handled();
  });

  it('end with the first invalid one', async () => {
    const received: string[] = [];
    const failures: string[] = [];
    const channel = channelWith('one\nwrong\nthree\n');
    receiveLines(channel, {
      longest: 100,
      receive(line) {
        if (line === 'wrong') throw new Error('no');
        received.push(line);
        return undefined;
      },
      onFailure: ({ message }) => failures.push(message),
    });
    await expect.poll(() => channel.destroyed).toBe(true);
    expect(received).toEqual(['one']);
    expect(failures).toEqual(['no']);
  });
});
