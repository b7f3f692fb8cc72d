import type { CompletionChunk } from '../../../agents/agent.ts';
import { encodeEvent, STREAM_END } from '../../providers/completion-answer.ts';
import type { CompletionRun, CompletionSink } from '../../runner/recording/completion-sink.ts';
import type { DraftOptions } from '../../runner/recording/run-recorder.ts';

/** The draft of a run that a completion fills while it passes to a client. */
export interface PassingDraft {
  /** Opens the draft if it is not open yet, and returns its id. */
  open(): string;
  /** Takes the next chunk. Resolves when the hub can take more; rejects when the run has ended. */
  push(chunk: CompletionChunk): Promise<void>;
  /** Call it after the last chunk, even if the draft was never opened. A second call does nothing. */
  close(completion: 'ended' | 'failed'): void;
}

/**
 * Creates the draft of the run's next completion.
 * @param signal aborted when the completion is cancelled. The draft then counts as failed, unless it had ended.
 */
export function createPassingDraft(
  run: CompletionRun,
  signal: AbortSignal,
  options: Omit<DraftOptions, 'id'>,
): PassingDraft {
  let sink: CompletionSink | null = null;
  let isClosed = false;

  function open(): CompletionSink {
    sink ??= run.open(options);
    return sink;
  }

  function close(completion: 'ended' | 'failed'): void {
    if (isClosed) return;
    isClosed = true;
    if (sink) sink.close(completion);
    else run.abandon();
  }

  if (signal.aborted) close('failed');
  else signal.addEventListener('abort', () => close('failed'));
  return { open: () => open().messageId, push: (chunk) => open().push(chunk), close };
}

/**
 * Yields the events of a stream for a client, each chunk after the run has recorded it.
 * @param hideUsage leaves out the chunk that holds only the usage
 */
export async function* fillDraft(
  chunks: AsyncIterable<CompletionChunk>,
  draft: PassingDraft,
  hideUsage: boolean,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of chunks) {
      await draft.push(chunk);
      if (!hideUsage || chunk.choices.length > 0) yield encodeEvent(chunk);
    }
  } catch (error) {
    draft.close('failed');
    throw error;
  }
  // Closed at once: a client that has read the end may add its reply before the model server closes the connection.
  draft.close('ended');
  yield STREAM_END;
}
