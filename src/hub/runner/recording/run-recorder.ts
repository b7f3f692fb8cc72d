import type { CompletionChunk } from '../../../agents/agent.ts';
import type { Metadata } from '../../../protocol/metadata.ts';
import type { RequiredCall } from '../../../protocol/required-action.ts';
import type { RunStep } from '../../../protocol/run-step.ts';
import type { RunNotice } from '../../../protocol/run-notice.ts';
import type { Usage } from '../../../protocol/usage.ts';
import type { Database } from '../../db/database.ts';
import type { Repeatable } from '../../db/idempotency-keys.ts';
import type { MessageRow } from '../../db/messages.ts';
import type { RunRow } from '../../db/runs.ts';
import type { Completion } from '../../providers/provider.ts';
import type { RunHistory } from './run-history.ts';
import type { RequestsChange } from './pause-writes.ts';
import type { RunOutcome } from './run-outcome.ts';
import type { ToolOutputs } from './tool-call-step.ts';
import type { StepCalls } from './tool-steps.ts';

/** A message of the agent. */
export interface Reply {
  text: string;
  /** The draft that it replaces, if the agent names it. The text may differ. */
  draftId: string | null;
  metadata?: Metadata;
  /** The request that contained it, if there was one. */
  repeatable?: Repeatable;
}

/** Options of a draft. */
export interface DraftOptions {
  /** The id of the draft. */
  id?: string | undefined;
  /**
   * True if clients learn of the draft only with its first text. A completion may only call tools, without any text.
   */
  isQuiet?: boolean | undefined;
  /** True if the agent runs the tools that the completion calls, and sends each output with `answerCall`. */
  answersCalls?: boolean | undefined;
}

/** The text of a completion that has ended, and its tool calls that need outputs. */
export interface EndedCompletion {
  text: string;
  calls: RequiredCall[];
  /** Whether the model reached its token limit, so that the calls may be incomplete. */
  isCutOff: boolean;
}

/**
 * The sole writer of one run: of its events, its messages and its status. After the run has ended, nothing can be
 * added.
 */
export interface RunRecorder {
  /** The current state of the run. */
  readonly run: RunRow;
  /** Takes ownership of a run from its last writer, whose attempt was one less. */
  takeOwnership(): Promise<void>;
  /** Changes the status, and sends it to the run's clients. */
  changeStatus(status: 'in_progress' | 'cancelling'): Promise<void>;
  /** Replaces the run's metadata. */
  changeMetadata(metadata: Metadata): Promise<void>;
  /** Begins a streaming completion. Returns the id of its draft. */
  openDraft(options?: DraftOptions): string;
  /** Whether the draft of this id is open. */
  hasDraft(id: string): boolean;
  /** Adds a chunk to a draft. Resolves when it is written, or after `onFailure` was called because it cannot be. */
  addChunk(draftId: string, chunk: CompletionChunk): Promise<void>;
  /**
   * Marks the draft's completion as ended. This ends its step, if it has called tools, unless the draft has
   * `answersCalls`.
   */
  closeDraft(draftId: string, completion: 'ended' | 'failed'): void;
  /**
   * Returns the calls of a completion with `answersCalls` that has called tools, and the id of their step; null if there
   * are none, or each call has its output. The calls of a run that an earlier hub has written have the id of their step
   * in place of the draft's.
   */
  callsToAnswer(draftId: string): StepCalls | null;
  /**
   * Adds the output of a call, in one delta. The last output ends the step. Returns the step.
   * @param place the place of the call among `callsToAnswer`
   */
  answerCall(draftId: string, place: number, output: string): RunStep;
  /** Adds the step in which the run starts another run. Does nothing after the run has ended. */
  childBegan(child: RunRow): void;
  /** Marks the draft's completion as ended. Returns its text, and the tool calls that wait for outputs. */
  endCompletion(draftId: string): EndedCompletion;
  /** Returns the tokens that the run has used so far, as reported by its models. */
  usage(): Usage | null;
  /** Pauses the run until the outputs of its tool calls arrive, and notifies its clients. */
  pause(): Promise<void>;
  /**
   * Changes the requests to the person, and notifies the run's clients.
   * @param keep writes further records in the same transaction
   */
  changeRequests(change: RequestsChange, keep: (transaction: Database) => Promise<void>): Promise<void>;
  /** Stores that the next hub cannot continue the run. */
  notResumable(): Promise<void>;
  /**
   * Continues the run with the outputs of all calls that it waits for.
   * @param keep writes further records in the same transaction
   * @returns the `seq` of the last event before
   */
  resume(outputs: ToolOutputs, keep: (transaction: Database) => Promise<void>): Promise<number>;
  /**
   * Records a completion that was not streamed. If the agent replies with the same text, the reply gets the
   * completion's cut-off reason.
   */
  answered(completion: Completion): void;
  /**
   * Adds a message of the agent, which `flush` writes. A message without text is not part of the thread; only its
   * draft ends on the stream.
   */
  reply(reply: Reply): MessageRow;
  /** Adds a notice. It is sent at once, and stored with the run when the run ends. */
  addNotice(notice: RunNotice): void;
  /** Adds output of the agent's process to stdout or stderr. */
  addOutput(stream: 'stdout' | 'stderr', text: string): void;
  /**
   * Writes everything that was added so far. Without this call, replies are written a few turns of the event loop
   * later.
   */
  flush(): Promise<void>;
  /**
   * Ends the run: writes its last message, its status and the terminal event in one transaction. If that fails,
   * call it again to retry; nothing is written twice.
   */
  settle(outcome: RunOutcome): Promise<void>;
}

/** Options of a recorder. */
export interface RunRecorderOptions {
  /** Called with the error of a failed write. Most writes are not awaited, so no method could throw it. */
  onFailure: (error: unknown) => void;
  /** Called with the number of deltas after each delta is written. */
  onDelta?: (deltas: number) => void;
  /** The content of the run's log from an earlier writer. */
  history?: RunHistory;
}
