import { formatEventId } from '../../protocol/event-id.ts';
import { createId } from '../../protocol/ids.ts';
import type { IncompleteReason } from '../../protocol/message.ts';
import { insertRunMessages } from '../db/messages.ts';
import { endRun, RunIsOverError, updateRun, type RunChange, type RunRow } from '../db/runs.ts';
import type { DeltaLog, LogWrite, NewEvent } from '../delta-log/delta-log.ts';
import { breakOffDrafts, replaceDrafts, type OpenDraft, type OpenedMessage } from './open-drafts.ts';
import {
  deltaEvent,
  messageEndedEvent,
  messageOpenedEvents,
  runEvent,
  runMessage,
  type RunMessage,
} from './run-events.ts';
import { BROKEN_OFF, RunEnding, type RunOutcome } from './run-outcome.ts';

/** What a run has told so far, where another writer takes it over. */
export interface RunHistory {
  deltas: number;
  drafts: OpenDraft[];
}

/** The sole writer of one run: of its events, its messages and its status. Once the run has ended, nothing can be added. */
export interface RunRecorder {
  /** Changes the status, and says so to the run's clients. */
  changeStatus(status: 'in_progress' | 'cancelling'): Promise<void>;
  /** A streaming completion begins; gives its draft's id. */
  openDraft(): string;
  /** Text of a draft. Settles once it is written, or once `onFailure` knows that it cannot be. */
  addDelta(draftId: string, text: string): Promise<void>;
  /** The draft's completion streams no more. */
  closeDraft(draftId: string, completion: 'ended' | 'failed'): void;
  /** Adds a message of the agent's, made of a draft's completion if `draftId` says so. Written by `flush`. */
  reply(text: string, draftId: string | null): void;
  /** Settles once everything so far is written; unasked, that begins when the event loop's turn ends. */
  flush(): Promise<void>;
  /**
   * Ends the run: its last message, its status and the terminal event, in one transaction. Where that
   * fails, another call tries again; nothing is ever written twice.
   */
  settle(outcome: RunOutcome): Promise<void>;
}

/** Messages that end, and the events that say so. */
interface Ending {
  events: NewEvent[];
  messages: RunMessage[];
}

/**
 * The writer of a run that no other writer has.
 * @param onFailure told when a write fails that nobody waits for
 * @param history what an earlier writer of the run has written
 */
export function createRunRecorder(
  log: DeltaLog,
  row: RunRow,
  onFailure: (error: unknown) => void,
  history: RunHistory = { deltas: 0, drafts: [] },
): RunRecorder {
  const drafts = new Map(history.drafts.map((draft) => [draft.id, draft]));
  let run = row;
  let deltas = history.deltas;
  let ending: RunEnding | null = null;
  let writeEnding: (() => Promise<void>) | null = null;
  let lastWrite: Promise<void> = Promise.resolve();
  /** A reply waits here until the event loop's turn ends: an agent that ends with it ends the run in the same write. */
  let staged: Ending = { events: [], messages: [] };

  function append(events: NewEvent[], records?: LogWrite['records']): Promise<void> {
    lastWrite = log.append({ runId: run.id, attempt: run.attempt, events, records });
    return lastWrite;
  }

  function throwIfEnded(): void {
    if (ending) throw ending;
  }

  function takeStaged(): Ending {
    const taken = staged;
    staged = { events: [], messages: [] };
    return taken;
  }

  function writeStaged(): void {
    const { events, messages } = takeStaged();
    if (events.length === 0) return;
    append(events, (db) => insertRunMessages(db, messages)).catch((error: unknown) => {
      // The run ends of this, and takes the reply with it into its last write.
      staged = { events: [...events, ...staged.events], messages: [...messages, ...staged.messages] };
      onFailure(error);
    });
  }

  function stage(draft: OpenedMessage, text: string, reason: IncompleteReason | null): void {
    const message = runMessage(run, draft, text, reason);
    if (reason !== 'discarded') staged.messages.push(message);
    staged.events.push(messageEndedEvent(message));
  }

  /** Closes the run for all but its last write, and gives that. */
  function prepareEnding(outcome: RunOutcome): () => Promise<void> {
    ending = new RunEnding(outcome);
    const { kept, discarded } = breakOffDrafts(drafts);
    for (const draft of discarded) stage(draft, draft.text, 'discarded');
    for (const draft of kept) stage(draft, draft.text, BROKEN_OFF[outcome.status]);
    const lastError = outcome.status === 'failed' ? { code: 'server_error', message: outcome.message } : null;
    const { attempt } = run;
    const change = { status: outcome.status, attempt, endedAt: new Date(), deltas, lastError };
    run = { ...run, ...change };
    return () => {
      const last = takeStaged();
      return append([...last.events, runEvent(run)], async (db, entries) => {
        await insertRunMessages(db, last.messages);
        await endRun(db, run.id, { ...change, lastEventId: formatEventId(entries.at(-1)!.id) });
      }).catch((error: unknown) => {
        staged = last;
        throw error;
      });
    };
  }

  return {
    async changeStatus(status) {
      throwIfEnded();
      writeStaged();
      const change: RunChange = status === 'in_progress' ? { status, startedAt: new Date() } : { status };
      run = { ...run, ...change };
      await append([runEvent(run)], (db) => updateRun(db, run.id, change));
    },

    openDraft() {
      throwIfEnded();
      writeStaged();
      const draft: OpenDraft = {
        id: createId('msg'),
        openedAt: new Date(),
        text: '',
        completion: 'streaming',
      };
      drafts.set(draft.id, draft);
      append(messageOpenedEvents(run, draft)).catch(onFailure);
      return draft.id;
    },

    async addDelta(draftId, text) {
      const draft = drafts.get(draftId);
      if (!draft) return; // the run has ended, and the model has not heard of it yet
      draft.text += text;
      deltas += 1;
      writeStaged();
      await append([deltaEvent(draftId, text)]).catch(onFailure);
    },

    closeDraft(draftId, completion) {
      const draft = drafts.get(draftId);
      if (draft) draft.completion = completion;
    },

    reply(text, draftId) {
      throwIfEnded();
      const { kept, discarded } = replaceDrafts(drafts, text, draftId);
      for (const draft of discarded) stage(draft, draft.text, 'discarded');
      const opened = kept ?? { id: createId('msg'), openedAt: new Date() };
      if (!kept) staged.events.push(...messageOpenedEvents(run, opened));
      stage(opened, text, null);
      setImmediate(writeStaged);
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
