import { expect, it } from 'vitest';
import { createTurns } from '../../../src/hub/admission/turns.ts';

/** Counts turns of the event loop until it is told to stop. */
function countTurns() {
  let turns = 0;
  let timer = setImmediate(function next() {
    turns += 1;
    timer = setImmediate(next);
  });
  return { now: () => turns, stop: () => clearImmediate(timer) };
}

it('begins so many slices in a turn of the event loop, and no more', async () => {
  const turns = createTurns(4);
  const clock = countTurns();
  const begun: number[] = [];
  await Promise.all(Array.from({ length: 40 }, () => turns.take('a').then(() => begun.push(clock.now()))));
  clock.stop();
  const perTurn = begun.map((turn) => begun.filter((other) => other === turn).length);
  expect(begun).toHaveLength(40);
  expect(Math.max(...perTurn)).toBeLessThanOrEqual(4);
});

it('begins at once while there is room, without a turn', async () => {
  const turns = createTurns(4);
  const clock = countTurns();
  for (let at = 0; at < 4; at++) await turns.take('a');
  expect(clock.now()).toBe(0);
  clock.stop();
});

it('lets a lane that asks again at once have every other slice of a turn', async () => {
  const turns = createTurns(8);
  for (let at = 0; at < 8; at++) await turns.take('before');
  const begun: string[] = [];
  async function work(lane: string, slices: number): Promise<void> {
    for (let at = 0; at < slices; at++) {
      await turns.take(lane);
      begun.push(lane);
    }
  }
  await Promise.all([...Array.from({ length: 10 }, () => work('flood', 10)), work('person', 10)]);
  expect(begun.lastIndexOf('person')).toBeLessThanOrEqual(21);
  expect(begun).toHaveLength(110);
});

it('serves lanes round robin', async () => {
  const turns = createTurns(1);
  await turns.take('before');
  const begun: string[] = [];
  const lanes = [...Array<string>(20).fill('flood'), 'person', 'person'];
  await Promise.all(lanes.map((lane) => turns.take(lane).then(() => begun.push(lane))));
  expect(begun.slice(0, 5)).toEqual(['flood', 'person', 'flood', 'person', 'flood']);
  expect(begun).toHaveLength(22);
});
