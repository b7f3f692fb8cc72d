import type { CompletionSink } from './completion-sink.ts';
import type { RunRecorder } from './run-recorder.ts';

/** After how many chunks a completion waits for them to be written, so that a fast model cannot fill the memory. */
const CHUNKS_IN_FLIGHT = 256;

/**
 * Where the chunks of one completion go that is a draft of a run.
 * @param signal the run's: what comes after it is aborted is refused
 */
export function createCompletionSink(
  recorder: RunRecorder,
  messageId: string,
  signal: AbortSignal,
): CompletionSink {
  let inFlight = 0;
  return {
    messageId,
    push(chunk) {
      if (signal.aborted) return Promise.reject(signal.reason as Error);
      const written = recorder.addChunk(messageId, chunk);
      inFlight = (inFlight + 1) % CHUNKS_IN_FLIGHT;
      return inFlight === 0 ? written : Promise.resolve();
    },
    close: (completion) => recorder.closeDraft(messageId, completion),
  };
}
