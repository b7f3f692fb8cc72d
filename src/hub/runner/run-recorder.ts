import type { CompletionChunk } from '../../agents/agent.ts';
import type { Metadata } from '../../protocol/metadata.ts';
import type { RequiredCall } from '../../protocol/required-action.ts';
import type { RunNotice } from '../../protocol/run-notice.ts';
import type { Usage } from '../../protocol/usage.ts';
import type { Database } from '../db/database.ts';
import type { Repeatable } from '../db/idempotency-keys.ts';
import type { MessageRow } from '../db/messages.ts';
import type { RunRow } from '../db/runs.ts';
import type { Completion } from '../providers/provider.ts';
import type { RunHistory } from './run-history.ts';
import type { RunOutcome } from './run-outcome.ts';
import type { ToolOutputs } from './tool-call-step.ts';

/** A message of the agent's. */
export interface Reply {
  text: string;
  /** The draft that it is made of, if the agent says so; the text may be another. */
  draftId: string | null;
  metadata?: Metadata;
  /** The request that it came with, where it came with one. */
  repeatable?: Repeatable;
}

/** How a draft is opened. */
export interface DraftOptions {
  /** The id that it is to have. */
  id?: string | undefined;
  /** Whether clients are told of it only once it has text: a completion may do nothing but call tools. */
  isQuiet?: boolean;
}

/** What a completion that has ended says, and the calls whose outputs it needs. */
export interface EndedCompletion {
  text: string;
  calls: RequiredCall[];
  /** Whether the model reached its longest answer, so that the calls may not be whole. */
  isCutOff: boolean;
}

/** The sole writer of one run: of its events, its messages and its status. Once the run has ended, nothing can be added. */
export interface RunRecorder {
  /** The run as it stands. */
  readonly run: RunRow;
  /** Takes a run that is to go on over from its last writer, whose attempt was one less. */
  takeOver(): Promise<void>;
  /** Changes the status, and says so to the run's clients. */
  changeStatus(status: 'in_progress' | 'cancelling'): Promise<void>;
  /** Replaces the run's metadata. */
  changeMetadata(metadata: Metadata): Promise<void>;
  /** A streaming completion begins; gives its draft's id. */
  openDraft(options?: DraftOptions): string;
  /** Whether the draft of this id has been opened, and has not ended. */
  hasDraft(id: string): boolean;
  /** What a completion sends of a draft. Settles once it is written, or once `onFailure` knows that it cannot be. */
  addChunk(draftId: string, chunk: CompletionChunk): Promise<void>;
  /** The draft's completion streams no more. */
  closeDraft(draftId: string, completion: 'ended' | 'failed'): void;
  /** The same, where the completion's calls of tools wait for their outputs. */
  endCompletion(draftId: string): EndedCompletion;
  /** How many tokens the run has taken so far, as far as its models said so. */
  usage(): Usage | null;
  /** The run waits for the outputs of its calls of tools, and tells its clients. */
  pause(): Promise<void>;
  /**
   * The run continues with the outputs of all calls that it waits for.
   * @param keep stores what else belongs to that, in the same transaction
   * @returns the `seq` of the last event before
   */
  resume(outputs: ToolOutputs, keep: (transaction: Database) => Promise<void>): Promise<number>;
  /** A completion was answered in one piece: a reply that repeats it ends as it did. */
  answered(completion: Completion): void;
  /** Adds a message of the agent's, written by `flush`. One without text is not part of the thread; only its draft ends on the stream. */
  reply(reply: Reply): MessageRow;
  /** What there is to know besides the messages: told at once, and kept with the run once it ends. */
  addNotice(notice: RunNotice): void;
  /** What the agent's process writes to its terminal, were there one. */
  addOutput(stream: 'stdout' | 'stderr', text: string): void;
  /** Settles once everything so far is written; unasked, that begins some turns of the event loop later. */
  flush(): Promise<void>;
  /**
   * Ends the run: its last message, its status and the terminal event, in one transaction. Where that
   * fails, another call tries again; nothing is ever written twice.
   */
  settle(outcome: RunOutcome): Promise<void>;
}

/** How a run is recorded. */
export interface RunRecorderOptions {
  /** Told when a write fails that nobody waits for. */
  onFailure: (error: unknown) => void;
  /** Told of each delta once it is written: how many there have been. */
  onDelta?: (deltas: number) => void;
  /** What an earlier writer of the run has written. */
  history?: RunHistory;
  /** Whether clients are told of drafts while they stream. Child threads do not stream. */
  streams?: boolean;
}
