import { hasText } from '../../../protocol/message.ts';
import type { GatheredAnswer } from '../../providers/openai-compatible/reading/gather-answer.ts';
import type { CompletionRun } from '../../runner/recording/completion-sink.ts';
import type { PassingDraft } from './fill-draft.ts';

/**
 * Records an answer that was not streamed with its run. If it calls tools, the calls are a step of the run, which its
 * clients get in one delta. What the model thought before is then part of the step, unless the answer has a text.
 */
export async function recordAnswer(
  run: CompletionRun,
  draft: PassingDraft,
  { completion, toolCalls }: GatheredAnswer,
): Promise<void> {
  if (toolCalls.length === 0) {
    run.answered(completion);
    return;
  }
  const { text, thinking, usage } = completion;
  const thought = hasText(text) || thinking === '' ? {} : { reasoning_content: thinking };
  await draft.push({ choices: [{ index: 0, delta: { ...thought, tool_calls: toolCalls } }], usage });
  run.answered({ ...completion, usage: null }); // the step has the usage
  draft.close('ended');
}
