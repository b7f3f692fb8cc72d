import { expect, it } from 'vitest';
import { newlyEnded } from '../../../src/app/runs/receipts.ts';
import { INITIAL_RUN_STATE, type RunState } from '../../../src/protocol/run-state.ts';
import { countWork } from '../../support/work/count-work.ts';

/** Maximum number of steps per message to find the messages that have ended. */
const MAX_PER_MESSAGE = 20;

function runOf(count: number): RunState {
  const messages = Array.from({ length: count }, (_, at) => ({
    id: `msg_${at}`,
    message: null,
    streamed: null,
    deltas: 0,
    opened: at,
  }));
  return { ...INITIAL_RUN_STATE, messages };
}

it.each([10, 100, 1_000])(
  'finds the ended messages with the same work per message in a run of %d',
  async (count) => {
    const [before, after] = [runOf(count), runOf(count + 1)];
    let ended: readonly { id: string }[] = [];
    const work = await countWork(
      () => void (ended = newlyEnded(before, after)),
      (url) => url.includes('/src/app/runs/'),
    );
    expect(ended.map(({ id }) => id)).toEqual([`msg_${count}`]);
    expect(work).toBeGreaterThan(count);
    expect(work).toBeLessThan(MAX_PER_MESSAGE * count + 100);
  },
);
