import type { CompletionChunk } from '../../agents/agent.ts';
import { formatEventId } from '../../protocol/event-id.ts';
import { createId } from '../../protocol/ids.ts';
import { hasText, isStored, type IncompleteReason } from '../../protocol/message.ts';
import type { Metadata } from '../../protocol/metadata.ts';
import type { RunNotice } from '../../protocol/run-notice.ts';
import type { Repeatable } from '../db/idempotency-keys.ts';
import type { MessageRow } from '../db/messages.ts';
import { claimRun, endRun, RunIsOverError, updateRun, type RunChange, type RunRow } from '../db/runs.ts';
import type { DeltaLog, LogWrite, NewEvent } from '../delta-log/delta-log.ts';
import type { Completion } from '../providers/provider.ts';
import { withNotice } from './add-notice.ts';
import { createDrafts, type OpenDraft } from './drafts.ts';
import { readChunk } from './read-chunk.ts';
import {
  deltaEvent,
  messageEndedEvents,
  messageOpenedEvents,
  noticeEvent,
  outputEvent,
  runEvent,
  runMessage,
  thinkingEvent,
  type OpenedMessage,
} from './run-events.ts';
import type { RunHistory } from './run-history.ts';
import { BROKEN_OFF, RunEnding, runEndsAs, type RunOutcome } from './run-outcome.ts';
import { stepStatus } from './run-step.ts';
import { insertStaged, nothingStaged, stagedTogether, untilStagedLong } from './staged.ts';
import { createToolSteps, type EndedToolStep } from './tool-steps.ts';

/** A message of the agent's. */
export interface Reply {
  text: string;
  /** The draft that it is made of, if the agent says so; the text may be another. */
  draftId: string | null;
  metadata?: Metadata;
  /** The request that it came with, where it came with one. */
  repeatable?: Repeatable;
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
  /** A streaming completion begins; gives its draft's id, which is the given one if there is one. */
  openDraft(id?: string): string;
  /** Whether the draft of this id has been opened, and has not ended. */
  hasDraft(id: string): boolean;
  /** What a completion sends of a draft. Settles once it is written, or once `onFailure` knows that it cannot be. */
  addChunk(draftId: string, chunk: CompletionChunk): Promise<void>;
  /** The draft's completion streams no more. */
  closeDraft(draftId: string, completion: 'ended' | 'failed'): void;
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
interface RunRecorderOptions {
  /** Told when a write fails that nobody waits for. */
  onFailure: (error: unknown) => void;
  /** Told of each delta once it is written: how many there have been. */
  onDelta?: (deltas: number) => void;
  /** What an earlier writer of the run has written. */
  history?: RunHistory;
  /** Whether clients are told of drafts while they stream. Child threads do not stream. */
  streams?: boolean;
}

/** The writer of a run that no other writer has. */
export function createRunRecorder(log: DeltaLog, row: RunRow, options: RunRecorderOptions): RunRecorder {
  const { onFailure, onDelta, history, streams = true } = options;
  const drafts = createDrafts(history?.drafts, history?.lastCutOff);
  const toolSteps = createToolSteps(row, { before: history?.toolSteps, streams, openingTime });
  let run: RunRow = history ? { ...row, notices: history.notices } : row;
  let deltas = history?.deltas ?? 0;
  let ending: RunEnding | null = null;
  let writeEnding: (() => Promise<void>) | null = null;
  let lastWrite: Promise<void> = Promise.resolve();
  let lastOpenedAt = history?.lastOpenedAt ?? 0;
  /** A reply waits here for a few turns of the event loop: an agent that ends with it ends the run in the same write. */
  let staged = nothingStaged();

  /** The time, never the same twice: the steps of a run are in order by when they began. */
  function openingTime(): Date {
    lastOpenedAt = Math.max(Date.now(), lastOpenedAt + 1);
    return new Date(lastOpenedAt);
  }

  function append(events: NewEvent[], records?: LogWrite['records']): Promise<void> {
    lastWrite = log.append({ runId: run.id, attempt: run.attempt, events, records });
    return lastWrite;
  }

  function throwIfEnded(): void {
    if (ending) throw ending;
  }

  function takeStaged() {
    const taken = staged;
    staged = nothingStaged();
    return taken;
  }

  function writeStaged(): void {
    const taken = takeStaged();
    if (taken.events.length === 0) return;
    append(taken.events, (db) => insertStaged(db, taken)).catch((error: unknown) => {
      // The run ends of this, and takes the reply with it into its last write.
      staged = stagedTogether(taken, staged);
      onFailure(error);
    });
  }

  /** @returns whether they are written */
  async function write(events: NewEvent[]): Promise<boolean> {
    writeStaged();
    try {
      await append(events);
      return true;
    } catch (error) {
      onFailure(error);
      return false;
    }
  }

  function stage(message: MessageRow): void {
    if (isStored(message.incompleteReason)) staged.messages.push(message);
    staged.events.push(...messageEndedEvents(message));
  }

  function stageBrokenOff(draft: OpenDraft, incompleteReason: IncompleteReason): void {
    if (!streams) staged.events.push(...messageOpenedEvents(run, draft));
    stage(runMessage(run, draft, { ...draft, incompleteReason }));
  }

  function stageDiscarded(draft: OpenDraft): void {
    if (!streams) return; // clients do not know of it
    stage(runMessage(run, draft, { ...draft, incompleteReason: 'discarded' }));
    if (!hasText(draft.text)) return;
    keepNotice({ type: 'discarded', message_id: draft.id, deltas: draft.deltas });
  }

  /** @returns whether it tells anything new */
  function keepNotice(notice: RunNotice): boolean {
    const notices = withNotice(run.notices, notice);
    if (notices) run = { ...run, notices };
    return notices !== null;
  }

  function stageStep({ events, row: step }: EndedToolStep): void {
    staged.events.push(...events);
    staged.steps.push(step);
  }

  /** Closes the run for all but its last write, and gives that. */
  function prepareEnding(outcome: RunOutcome): () => Promise<void> {
    ending = new RunEnding(outcome);
    const brokenOff = BROKEN_OFF[outcome.status];
    for (const ended of toolSteps.endAll(stepStatus(brokenOff))) stageStep(ended);
    const { kept, discarded } =
      brokenOff === 'discarded' ? { kept: [], discarded: drafts.discard() } : drafts.breakOff();
    for (const draft of discarded) stageDiscarded(draft);
    for (const draft of kept) stageBrokenOff(draft, brokenOff);
    const lastError =
      outcome.status === 'failed' ? { code: outcome.code ?? 'server_error', message: outcome.message } : null;
    const { attempt, notices } = run;
    const endsAs = runEndsAs(outcome.status, drafts.lastCutOff);
    const change = { ...endsAs, attempt, endedAt: new Date(), deltas, lastError, notices };
    run = { ...run, ...change };
    return async () => {
      const own = takeStaged();
      await lastWrite.catch(() => undefined); // a reply whose write fails comes back, to be written with the end
      const last = stagedTogether(takeStaged(), own);
      return append([...last.events, runEvent(run)], async (db, entries) => {
        await endRun(db, run.id, { ...change, lastEventId: formatEventId(entries.at(-1)!.id) });
        await insertStaged(db, last);
      }).catch((error: unknown) => {
        staged = last;
        throw error;
      });
    };
  }

  return {
    get run() {
      return run;
    },

    takeOver: () => append([runEvent(run)], (db) => claimRun(db, run.id, run.attempt)),

    async changeStatus(status) {
      throwIfEnded();
      writeStaged();
      const startedAt = run.startedAt ?? new Date();
      const change: RunChange = status === 'in_progress' ? { status, startedAt } : { status };
      run = { ...run, ...change };
      await append([runEvent(run)], (db) => updateRun(db, run.id, change));
    },

    async changeMetadata(metadata) {
      throwIfEnded();
      run = { ...run, metadata };
      await append([], (db) => updateRun(db, run.id, { metadata }));
    },

    openDraft(id = createId('msg')) {
      throwIfEnded();
      const draft = drafts.open({ id, openedAt: openingTime() });
      if (streams) void write(messageOpenedEvents(run, draft));
      return id;
    },

    hasDraft: (id) => drafts.get(id) !== undefined,

    async addChunk(draftId, chunk) {
      const draft = drafts.get(draftId);
      const parts = readChunk(chunk);
      if (!draft || !parts) return; // the draft has been replaced or the run has ended, and the model goes on
      const { text, thinking, toolCalls } = parts;
      drafts.add(draft, parts);
      const events: NewEvent[] = [];
      if (thinking !== '') events.push(thinkingEvent(draftId, thinking));
      if (text !== '') events.push(deltaEvent(draftId, text));
      if (toolCalls) events.push(...toolSteps.add(draftId, toolCalls));
      if (!streams || events.length === 0) return;
      if (text !== '') deltas += 1;
      const count = deltas;
      const isWritten = await write(events);
      if (isWritten && text !== '') onDelta?.(count);
    },

    closeDraft(draftId, completion) {
      drafts.close(draftId, completion);
      const ended = toolSteps.end(draftId, completion === 'ended' ? 'completed' : 'failed');
      if (!ended) return;
      stageStep(ended);
      writeStaged();
    },

    answered: drafts.answered,

    reply({ text: given, draftId, metadata, repeatable }) {
      throwIfEnded();
      const { kept, discarded, ...said } = drafts.reply(given, draftId);
      for (const draft of discarded) stageDiscarded(draft);
      const opened: OpenedMessage = kept ?? { id: createId('msg'), openedAt: openingTime() };
      const message = runMessage(run, opened, said, metadata);
      const isTold = kept !== null && streams;
      if (!isTold && isStored(said.incompleteReason)) staged.events.push(...messageOpenedEvents(run, opened));
      if (isTold || isStored(said.incompleteReason)) stage(message);
      const isRepeatable = repeatable?.key && isStored(said.incompleteReason);
      if (isRepeatable) staged.keys.push({ repeatable, messageId: message.id });
      void untilStagedLong().then(writeStaged);
      return message;
    },

    addNotice(notice) {
      if (!ending && keepNotice(notice)) void write([noticeEvent(notice)]);
    },

    addOutput(stream, text) {
      if (!ending) void write([outputEvent(stream, text)]);
    },

    async flush() {
      writeStaged();
      await lastWrite;
    },

    async settle(outcome) {
      writeEnding ??= prepareEnding(outcome);
      try {
        await writeEnding();
      } catch (error) {
        if (!(error instanceof RunIsOverError)) throw error;
      }
      log.end(run.id);
    },
  };
}
