import { reduceRun } from '../../protocol/reduce-run.ts';
import type { RunState } from '../../protocol/run-state.ts';
import { parseEnvelope } from '../../protocol/stream-event.ts';
import { yieldToEventLoop } from '../async/yield-to-event-loop.ts';
import type { DeltaLog, LogEntry } from './delta-log.ts';
import { isTerminalEvent } from './terminal-event.ts';

/** Number of entries that are handled before the event loop serves I/O again. */
export const ENTRIES_PER_SLICE = 200;

/**
 * Reads a run's log after `seq` up to now, oldest first, in slices.
 * @param nextTurn awaited before each slice
 */
export async function* readLog(
  log: DeltaLog,
  runId: string,
  seq = 0,
  nextTurn: () => Promise<void> = yieldToEventLoop,
): AsyncGenerator<readonly LogEntry[]> {
  for (let after = seq; ;) {
    await nextTurn();
    const entries = await log.read(runId, after);
    const last = entries.at(-1);
    if (!last) return;
    for (let at = 0; at < entries.length; at += ENTRIES_PER_SLICE) {
      if (at > 0) await nextTurn();
      yield entries.slice(at, at + ENTRIES_PER_SLICE);
    }
    after = last.id.seq;
  }
}

/**
 * Returns the state of a client that has read a run's log up to now, without the terminal event and without the
 * texts of messages that have ended.
 * @param known the state to continue from
 * @param nextTurn awaited before each slice of the log
 */
export async function replayLog(
  log: DeltaLog,
  runId: string,
  known: RunState,
  nextTurn: () => Promise<void>,
): Promise<RunState> {
  let state = known;
  for await (const entries of readLog(log, runId, known.cursor?.seq, nextTurn)) {
    for (const { id, event, data } of entries) {
      if (isTerminalEvent({ event, data })) return withoutTexts(state);
      const streamEvent = parseEnvelope(`{"event":"${event}","data":${data}}`);
      state = reduceRun(state, { type: 'event', id, event: streamEvent });
    }
    state = withoutTexts(state);
  }
  return state;
}

function withoutTexts(state: RunState): RunState {
  const messages = state.messages.map((ended) => ({ ...ended, message: null, streamed: null }));
  return { ...state, messages };
}
