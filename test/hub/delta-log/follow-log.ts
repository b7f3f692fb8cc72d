import { isTerminalEvent } from '../../../src/hub/delta-log/terminal-event.ts';
import type { DeltaLog, LogEntry } from '../../../src/hub/delta-log/delta-log.ts';

/**
 * A run's log after `seq`, and then what is appended, until its terminal event or an abort. It listens
 * before it reads and reads on from the last entry it gave, so there is no gap and nothing comes twice;
 * whoever is slow to take entries gets more of them at once, later. It also ends where the log goes away
 * under it: who comes back is told how the run ended.
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
