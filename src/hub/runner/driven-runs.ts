import type { Message } from '../../protocol/message.ts';
import type { MessageInput } from '../../protocol/message-input.ts';
import type { RunUpdate } from '../../protocol/run-input.ts';
import type { RunStep, ToolCall } from '../../protocol/run-step.ts';
import { MAX_OUTPUTS_LENGTH } from '../../protocol/tool-call-limits.ts';
import type { AgentOutputs } from '../../protocol/tool-outputs.ts';
import type { AgentCatalog } from '../agents/agent-catalog.ts';
import { RefusedError } from '../errors/refused-error.ts';
import type { Availability } from '../db/availability.ts';
import type { Database } from '../db/database.ts';
import { readConversation } from '../db/conversation.ts';
import { findKey, type Repeatable } from '../db/idempotency-keys.ts';
import { findMessage, isMessageId, toMessage } from '../db/messages.ts';
import { findRun, settingsOf, updateRun, type RunRow } from '../db/runs.ts';
import type { Provider } from '../providers/provider.ts';
import { endActiveRun, runIsOver, type ActiveRun, type ActiveRuns } from './active-run.ts';
import { createCompletionSink, type CompletionRun } from './recording/completion-sink.ts';
import { boundsOf } from './execution/run-conversation.ts';
import { drivenRun } from './next-turn.ts';
import type { RunOutcome } from './recording/run-outcome.ts';
import { parametersOf, tokensLeft } from './run-settings.ts';

/** Changes to a run over HTTP, by its agent's process or by the owner of a delegated run. */
export interface DrivenRuns {
  /**
   * Changes a run's metadata, and its status if the caller may change that.
   * @param byAgent whether the run's own agent sends the request, from its process
   * @throws RefusedError (`conflict`) if the caller may not change the status, or the run has ended
   */
  update(run: RunRow, update: RunUpdate, byAgent: boolean): Promise<RunRow>;
  /**
   * Adds a message of the agent.
   * @param draftId the draft that the message replaces, if the agent names it
   * @throws RefusedError (`conflict`) if the run has ended
   */
  reply(run: RunRow, input: MessageInput, draftId: string | null, repeatable: Repeatable): Promise<Message>;
  /**
   * Adds the outputs of tools that a completion with `answersCalls` has called. Returns the step of the calls.
   * @param byAgent whether the run's own agent sends the request, from its process
   * @throws RefusedError (`conflict`) if the caller may not do that, the run has ended, or no such calls wait for
   * outputs; `invalid` if an output is none of these calls, or they are too long
   */
  addToolOutputs(run: RunRow, outputs: AgentOutputs, byAgent: boolean): Promise<RunStep>;
  /**
   * Reads the messages of a thread that are sent to models, oldest first.
   * @param runId the run whose agent sends the request. For the run's own thread, its `truncation_strategy`
   * applies.
   */
  readConversation(threadId: string, runId: string | null): Promise<Message[]>;
  /**
   * Returns the run for a completion that is requested in its name.
   * @param messageId the id for its draft
   * @throws RefusedError (`conflict`) if the run has ended, or the id is taken
   */
  completionOf(runId: string, messageId: string | null): Promise<CompletionRun>;
}

interface DrivenRunsDependencies {
  db: Database;
  /** Requests that drive a run wait while the database is unavailable, so that the run does not fail. */
  availability: Availability;
  agents: AgentCatalog;
  provider: Provider;
  runs: ActiveRuns;
  /** Maximum size of a conversation that a model gets, in characters. */
  contextCharacters: number;
}

/** Creates the interface to the runs that this hub writes, for programs outside of it. */
export function createDrivenRuns(dependencies: DrivenRunsDependencies): DrivenRuns {
  const { db, availability, agents, provider, runs, contextCharacters } = dependencies;
  const { withRetry } = availability;

  function running(runId: string): ActiveRun {
    const run = drivenRun(runs, runId);
    if (!run || run.controller.signal.aborted) throw runIsOver(runId);
    return run;
  }

  const turns = new WeakMap<ActiveRun, Promise<unknown>>();

  /**
   * Handles the replies of a run one after the other, so that a repeated request finds the message of the first
   * request.
   */
  function inTurn<Result>(run: ActiveRun, work: () => Promise<Result>): Promise<Result> {
    const turn = (turns.get(run) ?? Promise.resolve()).then(work, work);
    turns.set(run, turn);
    return turn;
  }

  function findEarlierReply(threadId: string, repeatable: Repeatable): Promise<Message | null> {
    return withRetry(async () => {
      const id = await findKey(db, repeatable);
      return id === null ? null : findMessage(db, threadId, id);
    });
  }

  async function end(run: ActiveRun, outcome: RunOutcome): Promise<void> {
    await run.recorder.flush();
    endActiveRun(run, outcome);
    await runs.untilEnded(run);
  }

  /** Checks that the caller may set the status, and returns a function that sets it. */
  function statusChange(
    run: ActiveRun,
    { status, last_error }: RunUpdate,
    byAgent: boolean,
  ): () => Promise<void> {
    const { recorder } = run;
    if (!byAgent && !recorder.run.delegated) throw statusIsReadOnly();
    if (status === 'in_progress' || !status) {
      return async () => {
        if (recorder.run.status === 'queued') await recorder.changeStatus('in_progress');
      };
    }
    const message = last_error?.message ?? 'The agent reported a failure.';
    const outcome: RunOutcome = status === 'failed' ? { status, message } : { status };
    return async () => {
      if (byAgent) run.requestedOutcome = outcome;
      else await end(run, outcome);
    };
  }

  /** Reserves a message id. It is taken in the whole hub from the completion request until the run ends. */
  async function reserveMessageId({ messageIds }: ActiveRun, id: string): Promise<void> {
    const isTaken = runs.all().some((run) => run.messageIds.has(id) || run.recorder.hasDraft(id));
    if (isTaken) throw messageIdIsTaken(id);
    messageIds.add(id);
    if (!(await withRetry(() => isMessageId(db, id)))) return;
    messageIds.delete(id);
    throw messageIdIsTaken(id);
  }

  return {
    async update(run, update, byAgent) {
      const active = runs.get(run.id);
      const isRepeated = hasEndedAs(run, update.status) && !drivenRun(runs, run.id);
      const driven = update.status && !isRepeated ? running(run.id) : null;
      const change = driven && statusChange(driven, update, byAgent);
      if (update.metadata) {
        if (active && !active.controller.signal.aborted)
          await active.recorder.changeMetadata(update.metadata);
        else await updateRun(db, run.id, { metadata: update.metadata });
      }
      await change?.();
      const changed = driven?.recorder.run.id ?? run.id;
      return (await withRetry(() => findRun(db, run.threadId, changed))) ?? run;
    },

    async reply({ id: runId, threadId }, { content: text, metadata }, draftId, repeatable) {
      const earlier = await findEarlierReply(threadId, repeatable);
      if (earlier) return earlier;
      const run = running(runId);
      return inTurn(run, async () => {
        const addedMeanwhile = await findEarlierReply(threadId, repeatable);
        if (addedMeanwhile) return addedMeanwhile;
        const message = running(runId).recorder.reply({ text, draftId, metadata, repeatable });
        await run.recorder.flush();
        if (run.controller.signal.aborted) throw runIsOver(runId); // the reply could not be written
        return toMessage(message);
      });
    },

    async addToolOutputs(run, { message_id: messageId, tool_outputs: outputs }, byAgent) {
      const driven = running(run.id);
      const { recorder, controller } = driven;
      if (!byAgent && !recorder.run.delegated) throw outputsComeFromAgent();
      const called = recorder.callsToAnswer(messageId);
      if (!called) throw noCallsToAnswer(messageId);
      let step: RunStep | null = null;
      for (const { place, output } of placesOf(called.calls, outputs))
        step = recorder.answerCall(messageId, place, output);
      await recorder.flush();
      if (controller.signal.aborted) throw runIsOver(run.id); // the outputs could not be written
      return step!;
    },

    async readConversation(threadId, runId) {
      const run = runId === null ? undefined : runs.get(runId);
      if (run?.thread.id === threadId) return run.conversation.read();
      return (await withRetry(() => readConversation(db, threadId, boundsOf(contextCharacters)))).messages;
    },

    async completionOf(runId, messageId) {
      const run = running(runId);
      const { recorder, conversation, controller, messageIds } = run;
      if (messageId !== null) await reserveMessageId(run, messageId);
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
        open(options) {
          isOpen = true;
          const draftId = recorder.openDraft({ ...options, id: messageId ?? undefined });
          return createCompletionSink(recorder, draftId, controller.signal);
        },
        abandon() {
          if (messageId !== null && !isOpen) messageIds.delete(messageId);
        },
      };
    },
  };
}

/**
 * Whether a delegated run has ended with this status already. Its agent may have reported it, and then its runner
 * again.
 */
function hasEndedAs({ delegated, status, endedAt }: RunRow, requested: RunUpdate['status']): boolean {
  return delegated && endedAt !== null && status === requested;
}

/** Returns the place of the call of each output. */
function placesOf(
  calls: readonly ToolCall[],
  outputs: AgentOutputs['tool_outputs'],
): { place: number; output: string }[] {
  const open = calls.map((call) => (call.function.output === null ? call.id : null));
  const places = outputs.map(({ tool_call_id: id, output }, index) => {
    const place = open.indexOf(id);
    if (place < 0) throw notAsked(index, id);
    open[place] = null;
    return { place, output: output ?? '' };
  });
  const texts = [...calls.map((call) => call.function.output ?? ''), ...places.map(({ output }) => output)];
  if (texts.reduce((sum, text) => sum + text.length, 0) > MAX_OUTPUTS_LENGTH) throw outputsTooLong();
  return places;
}

function outputsComeFromAgent(): RefusedError {
  return new RefusedError(
    'conflict',
    'The agent of this run adds the outputs of its tools. To submit outputs that a run waits for, use submit_tool_outputs.',
    { retryAfter: 'never' },
  );
}

function noCallsToAnswer(messageId: string): RefusedError {
  return new RefusedError(
    'conflict',
    `No tool calls of the completion ${messageId} wait for outputs. Request the completion with the header answers_calls: true, and add one output for each call.`,
    { param: 'message_id', retryAfter: 'never' },
  );
}

function notAsked(index: number, id: string): RefusedError {
  return new RefusedError(
    'invalid',
    `No tool call '${id}' of this completion waits for an output. Leave it out.`,
    {
      param: `tool_outputs.${index}.tool_call_id`,
    },
  );
}

function outputsTooLong(): RefusedError {
  return new RefusedError(
    'invalid',
    `The outputs of one completion must be at most ${MAX_OUTPUTS_LENGTH} characters long in total. Shorten them.`,
    { param: 'tool_outputs' },
  );
}

function statusIsReadOnly(): RefusedError {
  return new RefusedError(
    'conflict',
    'The hub runs the agent of this run and sets its status. To stop it, cancel it. To set the status yourself, start runs with delegate_execution.',
    { param: 'status', retryAfter: 'never' },
  );
}

function messageIdIsTaken(id: string): RefusedError {
  return new RefusedError('conflict', `The message id ${id} is already in use. Send a new message_id.`, {
    param: 'message_id',
    retryAfter: 'never',
  });
}
