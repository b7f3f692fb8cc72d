import { isTerminalEvent } from '../../../src/hub/delta-log/terminal-event.ts';
import type { DeltaLog, LogEntry } from '../../../src/hub/delta-log/delta-log.ts';

/**
 * Yields a run's log after `seq`, and then new entries, until its terminal event or an abort. It listens before it
 * reads, and continues after the last entry that it has returned, so there are no gaps and no duplicates. A slow
 * reader gets more entries at once. It also ends if the log is deleted meanwhile.
 */
export async function* followLog(
  log: DeltaLog,
  runId: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<readonly LogEntry[]> {
  let seq = after;
  let appended = false;
  let wake = () => {};
  const notify = () => {
    appended = true;
    wake();
  };
  const unsubscribe = log.onAppend(runId, notify);
  signal.addEventListener('abort', notify);
  try {
    while (!signal.aborted) {
      appended = false;
      const entries = await log.read(runId, seq);
      const last = entries.at(-1);
      if (last) {
        yield entries;
        if (isTerminalEvent(last)) return;
        seq = last.id.seq;
      } else if (!appended) {
        if (seq > 0 && !(await log.idAt(runId, seq))) return;
        if (appended) continue;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', notify);
  }
}
