import { reduceRun } from '../../../src/protocol/reduce-run.ts';
import { INITIAL_RUN_STATE, type RunState } from '../../../src/protocol/run-state.ts';
import { parseEnvelope } from '../../../src/protocol/stream-event.ts';
import type { ReceivedEvent } from '../../support/read-events.ts';

/** The state of a client that has received these events. */
export function stateOf(events: readonly ReceivedEvent[]): RunState {
  return events.reduce(
    (state, { event, data }, at) =>
      reduceRun(state, {
        type: 'event',
        id: { attempt: 1, seq: at + 1 },
        event: parseEnvelope(JSON.stringify({ event, data })),
      }),
    INITIAL_RUN_STATE,
  );
}
