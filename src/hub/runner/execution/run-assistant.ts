import { choiceAfterCalls } from '../../../protocol/choice-after-calls.ts';
import { CHARACTERS_OF_MESSAGE } from '../../providers/context-bounds.ts';
import type { Database } from '../../db/database.ts';
import { settingsOf } from '../../db/runs.ts';
import type { ModelMessage, Provider } from '../../providers/provider.ts';
import type { ActiveRun } from '../active-run.ts';
import { createCompletionSink } from '../recording/completion-sink.ts';
import { modelHistory } from './model-history.ts';
import type { RunOutcome } from '../recording/run-outcome.ts';
import type { EndedCompletion } from '../recording/run-recorder.ts';
import { tokensLeft } from '../run-settings.ts';

interface RunAssistantDependencies {
  db: Database;
  provider: Provider;
  /** Maximum size of a conversation that a model gets, in characters. */
  contextCharacters: number;
}

/** Approximate number of characters per token. */
const CHARACTERS_PER_TOKEN = 4;

/**
 * Runs an assistant that was created over the API, in the hub itself. It sends requests to the model, each with the
 * outputs of the tools that the model called, until the model calls none. A run that waits for outputs continues
 * here after a restart.
 */
export async function runAssistant(
  { db, provider, contextCharacters }: RunAssistantDependencies,
  active: ActiveRun,
): Promise<RunOutcome> {
  const { recorder, conversation, controller } = active;
  const { signal } = controller;
  const { id: runId, instructions, model, expiresAt } = recorder.run;
  const settings = settingsOf(recorder.run);
  let hasCalled = recorder.run.status === 'awaiting_tools';

  function toolOutputs(): Promise<void> {
    return new Promise((resolve) => (active.onToolOutputs = resolve));
  }

  /** Returns the messages for the model; null if they do not fit into the prompt tokens that the run has left. */
  async function messagesToSend(promptTokens: number): Promise<ModelMessage[] | null> {
    const system: ModelMessage[] = instructions ? [{ role: 'system', content: instructions }] : [];
    const room = Math.min(contextCharacters, promptTokens * CHARACTERS_PER_TOKEN - sizeOf(system));
    if (room <= 0) return null;
    const messages = [...system, ...(await modelHistory(db, await conversation.read(room), runId, room))];
    return sizeOf(messages) / CHARACTERS_PER_TOKEN > promptTokens ? null : messages;
  }

  async function complete(messages: ModelMessage[], maxTokens: number | undefined): Promise<EndedCompletion> {
    const draftId = recorder.openDraft({ isQuiet: true });
    const sink = createCompletionSink(recorder, draftId, signal);
    const { temperature, ...others } = settings;
    const chunks = provider.stream({
      model: model ?? provider.defaultModel,
      messages,
      maxTokens,
      temperature: temperature ?? undefined,
      settings: hasCalled ? { ...others, tool_choice: choiceAfterCalls(others.tool_choice) } : others,
      signal,
      deadline: expiresAt.getTime(),
      onNotice: conversation.onNotice,
    });
    try {
      for await (const chunk of chunks) await sink.push(chunk);
    } catch (error) {
      sink.close('failed');
      throw error;
    }
    signal.throwIfAborted();
    const ended = recorder.endCompletion(draftId);
    // A model may invent a function although it was given none. Nobody would submit the output.
    const calls = settings.tools.length > 0 ? ended.calls : [];
    // A completion without text becomes a message only if it calls no function. The run then reports that it is empty.
    if (ended.text.trim() !== '' || calls.length === 0) recorder.reply({ text: ended.text, draftId });
    return { ...ended, calls };
  }

  if (recorder.run.status === 'awaiting_tools') await toolOutputs();
  for (;;) {
    const left = tokensLeft(settings, recorder.usage());
    if (left.completion <= 0) return { status: 'incomplete', reason: 'max_completion_tokens' };
    const messages = left.prompt <= 0 ? null : await messagesToSend(left.prompt);
    if (!messages) return { status: 'incomplete', reason: 'max_prompt_tokens' };
    const { calls, isCutOff } = await complete(
      messages,
      Number.isFinite(left.completion) ? left.completion : undefined,
    );
    if (tokensLeft(settings, recorder.usage()).prompt < 0)
      return { status: 'incomplete', reason: 'max_prompt_tokens' };
    if (calls.length === 0) return { status: 'completed' };
    if (isCutOff) return { status: 'incomplete', reason: 'max_completion_tokens' };
    const answered = toolOutputs();
    await recorder.pause();
    hasCalled = true;
    await answered;
  }
}

function sizeOf(messages: readonly ModelMessage[]): number {
  return messages.reduce(
    (size, message) =>
      size +
      CHARACTERS_OF_MESSAGE +
      (message.content?.length ?? 0) +
      ('tool_calls' in message ? JSON.stringify(message.tool_calls).length : 0),
    0,
  );
}
