import type { Message, MessageInput } from '../../protocol/message.ts';
import type { RunUpdate } from '../../protocol/run-input.ts';
import type { AgentCatalog } from '../agents/agent-catalog.ts';
import { RefusedError } from '../errors/refused-error.ts';
import type { Availability } from '../db/availability.ts';
import type { Database } from '../db/database.ts';
import { readConversation } from '../db/conversation.ts';
import { findKey, type Repeatable } from '../db/idempotency-keys.ts';
import { findMessage, isMessageId, toMessage } from '../db/messages.ts';
import { findRun, settingsOf, updateRun, type RunRow } from '../db/runs.ts';
import type { Provider } from '../providers/provider.ts';
import { endActiveRun, type ActiveRun, type ActiveRuns } from './active-run.ts';
import type { CompletionRun } from './completion-sink.ts';
import { createCompletionSink } from './completion-sink.ts';
import { boundsOf } from './run-conversation.ts';
import { drivenRun } from './next-turn.ts';
import { runIsOver } from './active-run.ts';
import type { RunOutcome } from './run-outcome.ts';
import { parametersOf, tokensLeft } from './run-settings.ts';

/** What an agent's process, or the owner of a delegated run, does to a run over HTTP. */
export interface DrivenRuns {
  /**
   * Changes a run's metadata, and its status where that is the asker's to say.
   * @param byAgent whether the run's own agent asks, in its process
   * @throws RefusedError (`conflict`) if the asker may not change the status, or the run has ended
   */
  update(run: RunRow, update: RunUpdate, byAgent: boolean): Promise<RunRow>;
  /**
   * Adds a message of the agent's.
   * @param draftId the completion that it is made of
   * @throws RefusedError (`conflict`) if the run has ended
   */
  reply(run: RunRow, input: MessageInput, draftId: string | null, repeatable: Repeatable): Promise<Message>;
  /**
   * What agents send to models of a thread, oldest first.
   * @param runId the run whose agent asks: of its own thread it gets what its strategy of truncation allows
   */
  readConversation(threadId: string, runId: string | null): Promise<Message[]>;
  /**
   * Where a completion goes that is asked for in a run's name.
   * @param messageId the id that its draft is to have
   * @throws RefusedError (`conflict`) if the run has ended, or the id is taken
   */
  completionOf(runId: string, messageId: string | null): Promise<CompletionRun>;
}

interface DrivenRunsDependencies {
  db: Database;
  /** What drives a run is not to fail because the database is away: what it asks for waits. */
  availability: Availability;
  agents: AgentCatalog;
  provider: Provider;
  runs: ActiveRuns;
  /** How much of a conversation models are sent at most. */
  contextCharacters: number;
}

/** The runs that this hub writes, for those who drive them from outside of it. */
export function createDrivenRuns(dependencies: DrivenRunsDependencies): DrivenRuns {
  const { db, availability, agents, provider, runs, contextCharacters } = dependencies;
  const { outlive } = availability;

  function running(runId: string): ActiveRun {
    const run = drivenRun(runs, runId);
    if (!run || run.controller.signal.aborted) throw runIsOver(runId);
    return run;
  }

  const turns = new WeakMap<ActiveRun, Promise<unknown>>();

  /** One after the other, so that a request that comes twice at once finds what its twin has made. */
  function inTurn<Result>(run: ActiveRun, work: () => Promise<Result>): Promise<Result> {
    const turn = (turns.get(run) ?? Promise.resolve()).then(work, work);
    turns.set(run, turn);
    return turn;
  }

  function madeEarlier(threadId: string, repeatable: Repeatable): Promise<Message | null> {
    return outlive(async () => {
      const id = await findKey(db, repeatable);
      return id === null ? null : findMessage(db, threadId, id);
    });
  }

  async function end(run: ActiveRun, outcome: RunOutcome): Promise<void> {
    await run.recorder.flush();
    endActiveRun(run, outcome);
    await runs.untilEnded(run);
  }

  /** Makes sure that the asker may give the run this status. Gives what does so. */
  function statusChange(
    run: ActiveRun,
    { status, last_error }: RunUpdate,
    byAgent: boolean,
  ): () => Promise<void> {
    const { recorder } = run;
    if (!byAgent && !recorder.run.delegated) throw statusIsTheHubs();
    if (status === 'in_progress' || !status) {
      return async () => {
        if (recorder.run.status === 'queued') await recorder.changeStatus('in_progress');
      };
    }
    const message = last_error?.message ?? 'The agent says that it failed.';
    const outcome: RunOutcome = status === 'failed' ? { status, message } : { status };
    return async () => {
      if (byAgent) run.asked = outcome;
      else await end(run, outcome);
    };
  }

  /** An id of a message is taken from the request for its completion on, in all of the hub, until the run ends. */
  async function takeMessageId({ messageIds }: ActiveRun, id: string): Promise<void> {
    const isTaken = runs.all().some((run) => run.messageIds.has(id) || run.recorder.hasDraft(id));
    if (isTaken) throw messageIdIsTaken(id);
    messageIds.add(id);
    if (!(await outlive(() => isMessageId(db, id)))) return;
    messageIds.delete(id);
    throw messageIdIsTaken(id);
  }

  return {
    async update(run, update, byAgent) {
      const active = runs.get(run.id);
      const isSaidAgain = hasEndedAs(run, update.status) && !drivenRun(runs, run.id);
      const driven = update.status && !isSaidAgain ? running(run.id) : null;
      const change = driven && statusChange(driven, update, byAgent);
      if (update.metadata) {
        if (active && !active.controller.signal.aborted)
          await active.recorder.changeMetadata(update.metadata);
        else await updateRun(db, run.id, { metadata: update.metadata });
      }
      await change?.();
      const changed = driven?.recorder.run.id ?? run.id;
      return (await outlive(() => findRun(db, run.threadId, changed))) ?? run;
    },

    async reply({ id: runId, threadId }, { content: text, metadata }, draftId, repeatable) {
      const made = await madeEarlier(threadId, repeatable);
      if (made) return made;
      const run = running(runId);
      return inTurn(run, async () => {
        const madeMeanwhile = await madeEarlier(threadId, repeatable);
        if (madeMeanwhile) return madeMeanwhile;
        const message = running(runId).recorder.reply({ text, draftId, metadata, repeatable });
        await run.recorder.flush();
        if (run.controller.signal.aborted) throw runIsOver(runId); // it could not be written
        return toMessage(message);
      });
    },

    async readConversation(threadId, runId) {
      const run = runId === null ? undefined : runs.get(runId);
      if (run?.thread.id === threadId) return run.conversation.read();
      return (await outlive(() => readConversation(db, threadId, boundsOf(contextCharacters)))).messages;
    },

    async completionOf(runId, messageId) {
      const run = running(runId);
      const { recorder, conversation, controller, messageIds } = run;
      if (messageId !== null) await takeMessageId(run, messageId);
      const { assistantId, model, expiresAt } = recorder.run;
      const defaults = agents.find(assistantId)?.metadata.details.agent.defaults;
      if (recorder.run.status === 'queued') await recorder.changeStatus('in_progress');
      let isOpen = false;
      return {
        model: model ?? provider.defaultModel ?? defaults?.model ?? null,
        parameters: () => parametersOf(recorder.run),
        tokensLeft: () => tokensLeft(settingsOf(recorder.run), recorder.usage()).completion,
        signal: controller.signal,
        deadline: expiresAt.getTime(),
        onNotice: conversation.onNotice,
        answered: recorder.answered,
        open() {
          isOpen = true;
          const draftId = recorder.openDraft({ id: messageId ?? undefined });
          return createCompletionSink(recorder, draftId, controller.signal);
        },
        abandon() {
          if (messageId !== null && !isOpen) messageIds.delete(messageId);
        },
      };
    },
  };
}

/** Whether a delegated run has ended in this way: its agent may have said so, and then its runner. */
function hasEndedAs({ delegated, status, endedAt }: RunRow, said: RunUpdate['status']): boolean {
  return delegated && endedAt !== null && status === said;
}

function statusIsTheHubs(): RefusedError {
  return new RefusedError(
    'conflict',
    'The hub runs the agent of this run, and says how it stands: cancel it, or start runs of your own with delegate_execution.',
    { param: 'status', retryAfter: 'never' },
  );
}

function messageIdIsTaken(id: string): RefusedError {
  return new RefusedError('conflict', `There is a message ${id} already: send a new message_id.`, {
    param: 'message_id',
    retryAfter: 'never',
  });
}
