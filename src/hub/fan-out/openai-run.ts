import { isToolOutputsRequired } from '../../protocol/required-action.ts';
import type { Run } from '../../protocol/run.ts';
import { RUN_EVENT, RUN_STATUS_PREFIX } from '../../protocol/event-names.ts';

/**
 * A run as OpenAI's clients are told it. An agent that waits for the person has ended its run, and says so with the status
 * `requires_action`; to them that status asks for the outputs of tools, and without any they poll for ever. One
 * that does wait for outputs of tools is told as it is. See docs/decisions/0049.
 */
export function openAiRun(run: Run): Run {
  if (run.status !== 'requires_action' || isToolOutputsRequired(run.required_action)) return run;
  const status = run.incomplete_details ? 'incomplete' : 'completed';
  return { ...run, status, required_action: null };
}

/** The same for an event of a run's log. */
export function openAiEvent<Told extends { readonly event: string; readonly data: string }>(
  told: Told,
): Told {
  if (told.event !== RUN_EVENT.runRequiresAction) return told;
  const run = openAiRun(JSON.parse(told.data) as Run); // as this hub has written it
  return { ...told, event: RUN_STATUS_PREFIX + run.status, data: JSON.stringify(run) };
}
