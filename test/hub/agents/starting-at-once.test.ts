import { expect, it } from 'vitest';
import { runProcessGroup } from '../../../src/hub/agents/process-group.ts';
import { TURNS_BETWEEN_STARTS } from '../../../src/hub/agents/pace-process-starts.ts';
import { unconfined } from '../../support/confinements.ts';
import { countTurns } from '../../support/count-turns.ts';

const AT_ONCE = 12;

it('leaves some turns of the event loop for other work between the starts of two processes', async () => {
  const workspace = await unconfined().open({ readable: [], own: [] });
  const turns = countTurns();
  const startedIn: number[] = [];
  try {
    await Promise.all(
      Array.from({ length: AT_ONCE }, () =>
        runProcessGroup({
          command: 'true',
          args: [],
          workspace,
          variables: process.env,
          input: '',
          signal: new AbortController().signal,
          killAfter: 1_000,
          onOutput: () => {},
          onChannel: () => void startedIn.push(turns.now()),
        }),
      ),
    );
  } finally {
    turns.stop();
    await workspace.close();
  }
  expect(startedIn).toHaveLength(AT_ONCE);
  const between = startedIn.slice(1).map((turn, at) => turn - startedIn[at]!);
  expect(Math.min(...between)).toBeGreaterThanOrEqual(TURNS_BETWEEN_STARTS);
});
