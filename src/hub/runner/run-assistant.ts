import type { ToolChoice } from '../../protocol/function-tool.ts';
import { CHARACTERS_OF_MESSAGE } from '../providers/context-bounds.ts';
import type { Database } from '../db/database.ts';
import { settingsOf } from '../db/runs.ts';
import type { ModelMessage, Provider } from '../providers/provider.ts';
import type { ActiveRun } from './active-run.ts';
import { createCompletionSink } from './completion-sink.ts';
import { modelHistory } from './model-history.ts';
import type { RunOutcome } from './run-outcome.ts';
import type { EndedCompletion } from './run-recorder.ts';
import { tokensLeft } from './run-settings.ts';

interface RunAssistantDependencies {
  db: Database;
  provider: Provider;
  /** How much of a conversation models are sent at most. */
  contextCharacters: number;
}

/** About how many characters a token has. */
const CHARACTERS_PER_TOKEN = 4;

/**
 * Runs an assistant that was made over the API, in the hub itself: asks the model, and again with the outputs of the
 * tools that it calls, until it calls none. A run that waits for outputs continues here after a restart.
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

  function outputs(): Promise<void> {
    return new Promise((resolve) => (active.onToolOutputs = resolve));
  }

  /** Null where the messages do not fit into what is left of the run's prompt tokens. */
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
      settings: hasCalled ? { ...others, tool_choice: afterCalls(others.tool_choice) } : others,
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
    // A model may make up a function where it was given none: nobody would send the output.
    const calls = settings.tools.length > 0 ? ended.calls : [];
    // Without text it is a message only where it is all that the model answers: then the run says that it is empty.
    if (ended.text.trim() !== '' || calls.length === 0) recorder.reply({ text: ended.text, draftId });
    return { ...ended, calls };
  }

  if (recorder.run.status === 'awaiting_tools') await outputs();
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
    const answered = outputs();
    await recorder.pause();
    hasCalled = true;
    await answered;
  }
}

/**
 * What is left of a choice of tools once the model has called some: it has to call them before it answers. If it had to each
 * time, it would never answer.
 */
function afterCalls(choice: ToolChoice | null): ToolChoice | null {
  return choice === 'required' || (choice !== null && typeof choice === 'object') ? 'auto' : choice;
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
