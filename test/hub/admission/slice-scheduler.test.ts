import { expect, it } from 'vitest';
import { createSliceScheduler } from '../../../src/hub/admission/slice-scheduler.ts';
import { countTurns } from '../../support/count-turns.ts';

it('limits the number of slices per turn of the event loop', async () => {
  const scheduler = createSliceScheduler(4);
  const clock = countTurns();
  const begun: number[] = [];
  await Promise.all(
    Array.from({ length: 40 }, () => scheduler.nextSlice('a').then(() => begun.push(clock.now()))),
  );
  clock.stop();
  const perTurn = begun.map((turn) => begun.filter((other) => other === turn).length);
  expect(begun).toHaveLength(40);
  expect(Math.max(...perTurn)).toBeLessThanOrEqual(4);
});

it('starts at once while the turn has room', async () => {
  const scheduler = createSliceScheduler(4);
  const clock = countTurns();
  for (let at = 0; at < 4; at++) await scheduler.nextSlice('a');
  expect(clock.now()).toBe(0);
  clock.stop();
});

it('gives a lane that asks again at once every other slice', async () => {
  const scheduler = createSliceScheduler(8);
  for (let at = 0; at < 8; at++) await scheduler.nextSlice('before');
  const begun: string[] = [];
  async function work(lane: string, slices: number): Promise<void> {
    for (let at = 0; at < slices; at++) {
      await scheduler.nextSlice(lane);
      begun.push(lane);
    }
  }
  await Promise.all([...Array.from({ length: 10 }, () => work('flood', 10)), work('person', 10)]);
  expect(begun.lastIndexOf('person')).toBeLessThanOrEqual(21);
  expect(begun).toHaveLength(110);
});

it('serves lanes round robin', async () => {
  const scheduler = createSliceScheduler(1);
  await scheduler.nextSlice('before');
  const begun: string[] = [];
  const lanes = [...Array<string>(20).fill('flood'), 'person', 'person'];
  await Promise.all(lanes.map((lane) => scheduler.nextSlice(lane).then(() => begun.push(lane))));
  expect(begun.slice(0, 5)).toEqual(['flood', 'person', 'flood', 'person', 'flood']);
  expect(begun).toHaveLength(22);
});
