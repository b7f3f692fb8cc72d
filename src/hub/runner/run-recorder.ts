import type { CompletionChunk } from '../../agents/agent.ts';
import { chunkText } from '../../agents/stream-handler.ts';
import { formatEventId } from '../../protocol/event-id.ts';
import { createId } from '../../protocol/ids.ts';
import type { IncompleteReason } from '../../protocol/message.ts';
import type { Metadata } from '../../protocol/metadata.ts';
import type { RunNotice } from '../../protocol/run-notice.ts';
import type { RunStep } from '../../protocol/run-step.ts';
import type { Database } from '../db/database.ts';
import { keepKey, type Repeatable } from '../db/idempotency-keys.ts';
import { insertRunMessages, type MessageRow } from '../db/messages.ts';
import { claimRun, endRun, RunIsOverError, updateRun, type RunChange, type RunRow } from '../db/runs.ts';
import { touchThread } from '../db/threads.ts';
import type { DeltaLog, LogWrite, NewEvent } from '../delta-log/delta-log.ts';
import { breakOffDrafts, replaceDrafts, type OpenDraft, type OpenedMessage } from './open-drafts.ts';
import {
  deltaEvent,
  messageEndedEvents,
  messageOpenedEvents,
  noticeEvent,
  outputEvent,
  runEvent,
  runMessage,
} from './run-events.ts';
import { BROKEN_OFF, RunEnding, type RunOutcome } from './run-outcome.ts';
import { endedStep, stepEvent, stepStatus } from './run-step.ts';
import { createToolCallStep, toolCallPieces, type ToolCallStep } from './tool-call-step.ts';

/** What a run has told so far, where another writer takes it over. */
export interface RunHistory {
  deltas: number;
  drafts: OpenDraft[];
  /** Steps that call tools and have not ended. */
  toolSteps: RunStep[];
}

/** A message of the agent's. */
export interface Reply {
  text: string;
  /** The draft that it is made of, if the agent says so. */
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
  /** Adds a message of the agent's. Written by `flush`. */
  reply(reply: Reply): MessageRow;
  /** What there is to know besides the messages: told at once, and kept with the run once it ends. */
  addNotice(notice: RunNotice): void;
  /** What the agent's process writes to its terminal, were there one. */
  addOutput(stream: 'stdout' | 'stderr', text: string): void;
  /** Settles once everything so far is written; unasked, that begins when the event loop's turn ends. */
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

/** Messages that end, and the events that say so. */
interface Ending {
  events: NewEvent[];
  messages: MessageRow[];
  /** The requests that the messages came with, with the messages' ids. */
  keys: { repeatable: Repeatable; messageId: string }[];
}

function nothing(): Ending {
  return { events: [], messages: [], keys: [] };
}

function both(one: Ending, other: Ending): Ending {
  return {
    events: [...one.events, ...other.events],
    messages: [...one.messages, ...other.messages],
    keys: [...one.keys, ...other.keys],
  };
}

async function insertEnding(db: Database, { messages, keys }: Ending): Promise<void> {
  const [first] = messages;
  if (first) await touchThread(db, first.threadId);
  await insertRunMessages(db, messages);
  for (const { repeatable, messageId } of keys) await keepKey(db, repeatable, messageId);
}

/** The writer of a run that no other writer has. */
export function createRunRecorder(log: DeltaLog, row: RunRow, options: RunRecorderOptions): RunRecorder {
  const { onFailure, onDelta, history = { deltas: 0, drafts: [], toolSteps: [] }, streams = true } = options;
  const drafts = new Map(history.drafts.map((draft) => [draft.id, draft]));
  const toolCalls = new Map<string, ToolCallStep>();
  let run = row;
  let deltas = history.deltas;
  let ending: RunEnding | null = null;
  let writeEnding: (() => Promise<void>) | null = null;
  let lastWrite: Promise<void> = Promise.resolve();
  /** A reply waits here until the event loop's turn ends: an agent that ends with it ends the run in the same write. */
  let staged = nothing();

  function append(events: NewEvent[], records?: LogWrite['records']): Promise<void> {
    lastWrite = log.append({ runId: run.id, attempt: run.attempt, events, records });
    return lastWrite;
  }

  function throwIfEnded(): void {
    if (ending) throw ending;
  }

  function takeStaged(): Ending {
    const taken = staged;
    staged = nothing();
    return taken;
  }

  function writeStaged(): void {
    const taken = takeStaged();
    if (taken.events.length === 0) return;
    append(taken.events, (db) => insertEnding(db, taken)).catch((error: unknown) => {
      // The run ends of this, and takes the reply with it into its last write.
      staged = both(taken, staged);
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
    if (message.incompleteReason !== 'discarded') staged.messages.push(message);
    else if (!streams) return; // nobody was told of it
    staged.events.push(...messageEndedEvents(message));
  }

  function stageBrokenOff(draft: OpenDraft, reason: IncompleteReason): void {
    if (!streams && reason !== 'discarded') staged.events.push(...messageOpenedEvents(run, draft));
    stage(runMessage(run, draft, draft.text, reason));
  }

  /** Closes the run for all but its last write, and gives that. */
  function prepareEnding(outcome: RunOutcome): () => Promise<void> {
    ending = new RunEnding(outcome);
    const brokenOff = BROKEN_OFF[outcome.status];
    for (const step of toolCalls.values()) staged.events.push(...step.end(stepStatus(brokenOff)));
    for (const step of history.toolSteps)
      staged.events.push(stepEvent(endedStep(step, stepStatus(brokenOff))));
    const { kept, discarded } = breakOffDrafts(drafts);
    for (const draft of discarded) stageBrokenOff(draft, 'discarded');
    for (const draft of kept) stageBrokenOff(draft, brokenOff);
    const lastError =
      outcome.status === 'failed' ? { code: outcome.code ?? 'server_error', message: outcome.message } : null;
    const { attempt } = run;
    const { notices } = run;
    const change = { status: outcome.status, attempt, endedAt: new Date(), deltas, lastError, notices };
    run = { ...run, ...change };
    return async () => {
      const own = takeStaged();
      await lastWrite.catch(() => undefined); // a reply whose write fails comes back, to be written with the end
      const last = both(takeStaged(), own);
      return append([...last.events, runEvent(run)], async (db, entries) => {
        await insertEnding(db, last);
        await endRun(db, run.id, { ...change, lastEventId: formatEventId(entries.at(-1)!.id) });
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
      const draft: OpenDraft = { id, openedAt: new Date(), text: '', completion: 'streaming' };
      drafts.set(id, draft);
      if (streams) void write(messageOpenedEvents(run, draft));
      return id;
    },

    hasDraft: (id) => drafts.has(id),

    async addChunk(draftId, chunk) {
      const draft = drafts.get(draftId);
      if (!draft) return; // the run has ended, and the model has not heard of it yet
      const text = chunkText(chunk);
      draft.text += text;
      if (!streams) return;
      const events: NewEvent[] = [];
      if (text !== '') {
        deltas += 1;
        events.push(deltaEvent(draftId, text));
      }
      const pieces = toolCallPieces(chunk);
      if (pieces) {
        const step = toolCalls.get(draftId) ?? createToolCallStep(run);
        toolCalls.set(draftId, step);
        events.push(...step.add(pieces));
      }
      const count = deltas;
      const isWritten = events.length > 0 && (await write(events));
      if (isWritten && text !== '') onDelta?.(count);
    },

    closeDraft(draftId, completion) {
      const draft = drafts.get(draftId);
      if (draft) draft.completion = completion;
      const step = toolCalls.get(draftId);
      toolCalls.delete(draftId);
      if (step && !ending) void write(step.end(completion === 'ended' ? 'completed' : 'failed'));
    },

    reply({ text, draftId, metadata, repeatable }) {
      throwIfEnded();
      const { kept, discarded } = replaceDrafts(drafts, text, draftId);
      for (const draft of discarded) stageBrokenOff(draft, 'discarded');
      const opened: OpenedMessage = kept ?? { id: createId('msg'), openedAt: new Date() };
      if (!kept || !streams) staged.events.push(...messageOpenedEvents(run, opened));
      const message = runMessage(run, opened, text, null, metadata);
      stage(message);
      if (repeatable?.key) staged.keys.push({ repeatable, messageId: message.id });
      setImmediate(writeStaged);
      return message;
    },

    addNotice(notice) {
      if (ending) return;
      run = { ...run, notices: [...run.notices, notice] };
      void write([noticeEvent(notice)]);
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
