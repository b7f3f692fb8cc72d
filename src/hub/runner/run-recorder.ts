import { formatEventId } from '../../protocol/event-id.ts';
import { createId } from '../../protocol/ids.ts';
import type { IncompleteReason } from '../../protocol/message.ts';
import { insertRunMessages } from '../db/messages.ts';
import { updateRun, type RunChange, type RunRow } from '../db/runs.ts';
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
  /** The draft's completion has ended. */
  endDraft(draftId: string): void;
  /** Adds a message of the agent's, made of a draft's completion if `draftId` says so. Written by `flush`. */
  reply(text: string, draftId: string | null): void;
  /** Writes what waits; without it, that happens when the event loop's turn ends. */
  flush(): Promise<void>;
  /** Ends the run: its last message, its status and the terminal event, in one transaction. */
  settle(outcome: RunOutcome): Promise<void>;
}

/** Messages that end, and the events that say so. */
interface Ending {
  events: NewEvent[];
  messages: RunMessage[];
}

/** @param onFailure told when a write fails that nobody waits for */
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
  /** A reply waits here until the event loop's turn ends: an agent that ends with it ends the run in the same write. */
  let staged: Ending = { events: [], messages: [] };

  function append(events: NewEvent[], records?: LogWrite['records']): Promise<void> {
    return log.append({ runId: run.id, attempt: run.attempt, events, records });
  }

  function throwIfEnded(): void {
    if (ending) throw ending;
  }

  function takeStaged(): Ending {
    const taken = staged;
    staged = { events: [], messages: [] };
    return taken;
  }

  async function flush(): Promise<void> {
    const { events, messages } = takeStaged();
    if (events.length > 0) await append(events, (db) => insertRunMessages(db, messages));
  }

  function stage(draft: OpenedMessage, text: string, reason: IncompleteReason | null): void {
    const message = runMessage(run, draft, text, reason);
    if (reason !== 'discarded') staged.messages.push(message);
    staged.events.push(messageEndedEvent(message));
  }

  return {
    flush,

    async changeStatus(status) {
      throwIfEnded();
      const flushed = flush();
      const change: RunChange = status === 'in_progress' ? { status, startedAt: new Date() } : { status };
      run = { ...run, ...change };
      await Promise.all([flushed, append([runEvent(run)], (db) => updateRun(db, run.id, change))]);
    },

    openDraft() {
      throwIfEnded();
      flush().catch(onFailure);
      const draft = { id: createId('msg'), openedAt: new Date(), text: '', streaming: true };
      drafts.set(draft.id, draft);
      append(messageOpenedEvents(run, draft)).catch(onFailure);
      return draft.id;
    },

    async addDelta(draftId, text) {
      const draft = drafts.get(draftId);
      if (!draft) return; // the run has ended, and the model has not heard of it yet
      draft.text += text;
      deltas += 1;
      flush().catch(onFailure);
      await append([deltaEvent(draftId, text)]).catch(onFailure);
    },

    endDraft(draftId) {
      const draft = drafts.get(draftId);
      if (draft) draft.streaming = false;
    },

    reply(text, draftId) {
      throwIfEnded();
      const { kept, discarded } = replaceDrafts(drafts, text, draftId);
      for (const draft of discarded) stage(draft, draft.text, 'discarded');
      const opened = kept ?? { id: createId('msg'), openedAt: new Date() };
      if (!kept) staged.events.push(...messageOpenedEvents(run, opened));
      stage(opened, text, null);
      setImmediate(() => void flush().catch(onFailure));
    },

    async settle(outcome) {
      throwIfEnded();
      ending = new RunEnding(outcome);
      const { kept, discarded } = breakOffDrafts(drafts);
      for (const draft of discarded) stage(draft, draft.text, 'discarded');
      for (const draft of kept) stage(draft, draft.text, BROKEN_OFF[outcome.status]);
      const last = takeStaged();
      const lastError =
        outcome.status === 'failed' ? { code: 'server_error', message: outcome.message } : null;
      const change = {
        status: outcome.status,
        attempt: run.attempt,
        endedAt: new Date(),
        deltas,
        lastError,
      };
      run = { ...run, ...change };
      await append([...last.events, runEvent(run)], async (db, entries) => {
        await insertRunMessages(db, last.messages);
        await updateRun(db, run.id, { ...change, lastEventId: formatEventId(entries.at(-1)!.id) });
      });
      log.end(run.id);
    },
  };
}
