import { reduceRun } from '../../protocol/reduce-run.ts';
import { INITIAL_RUN_STATE, type RunState } from '../../protocol/run-state.ts';
import { parseEnvelope } from '../../protocol/stream-event.ts';
import type { DeltaLog, LogEntry } from './delta-log.ts';
import { isTerminalEvent } from './terminal-event.ts';

/** Everything in a run's log up to now, oldest first, in batches. */
export async function* readLog(log: DeltaLog, runId: string): AsyncGenerator<readonly LogEntry[]> {
  for (let after = 0; ;) {
    const entries = await log.read(runId, after);
    const last = entries.at(-1);
    if (!last) return;
    yield entries;
    after = last.id.seq;
  }
}

/** What a client would know of a run that has read its log up to now, but for the terminal event. */
export async function replayLog(log: DeltaLog, runId: string): Promise<RunState> {
  let state = INITIAL_RUN_STATE;
  for await (const entries of readLog(log, runId)) {
    for (const { id, event, data } of entries) {
      if (isTerminalEvent(event)) return state;
      const streamEvent = parseEnvelope(`{"event":"${event}","data":${data}}`);
      state = reduceRun(state, { type: 'event', id, event: streamEvent });
    }
  }
  return state;
}
