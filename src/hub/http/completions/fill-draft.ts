import type { CompletionChunk } from '../../../agents/agent.ts';
import { encodeEvent, STREAM_END } from '../../providers/completion-answer.ts';
import type { CompletionRun, CompletionSink } from '../../runner/completion-sink.ts';

/** The draft of a run that a completion fills on its way to a client. */
export interface PassingDraft {
  /** Opens it, if it is not open yet, and gives its id. */
  open(): string;
  /** Takes the next chunk. Settles when the hub can take more; rejects when the run is over. */
  push(chunk: CompletionChunk): Promise<void>;
  /** Nothing follows, whether or not it was opened. Does nothing the second time. */
  close(completion: 'ended' | 'failed'): void;
}

/**
 * The draft of this run's next completion.
 * @param signal aborted when the completion is given up: then it has failed, unless it was whole
 */
export function createPassingDraft(run: CompletionRun, signal: AbortSignal): PassingDraft {
  let sink: CompletionSink | null = null;
  let isClosed = false;

  function open(): CompletionSink {
    sink ??= run.open();
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
 * The events of a stream for a client, each chunk once the run has it.
 * @param hidesUsage leaves out the chunk that holds nothing but the usage
 */
export async function* fillDraft(
  chunks: AsyncIterable<CompletionChunk>,
  draft: PassingDraft,
  hidesUsage: boolean,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of chunks) {
      await draft.push(chunk);
      if (!hidesUsage || chunk.choices.length > 0) yield encodeEvent(chunk);
    }
  } catch (error) {
    draft.close('failed');
    throw error;
  }
  // At once, for a client that has read the end may reply before the server has hung up.
  draft.close('ended');
  yield STREAM_END;
}
