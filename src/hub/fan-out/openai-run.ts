import { isToolOutputsRequired } from '../../protocol/required-action.ts';
import type { Run } from '../../protocol/run.ts';
import { HUB_RUN_EVENT, RUN_STATUS_PREFIX } from '../../protocol/event-names.ts';

/**
 * Returns a run in the form that OpenAI's clients expect. An agent that waits for the person has ended its run with
 * the status `requires_action`. To OpenAI's clients, this status means that the run waits for tool outputs. With no
 * outputs to submit, they would poll forever. A run that does wait for tool outputs is not changed. See
 * docs/decisions/0049.
 */
export function openAiRun(run: Run): Run {
  if (run.status !== 'requires_action' || isToolOutputsRequired(run.required_action)) return run;
  const status = run.incomplete_details ? 'incomplete' : 'completed';
  return { ...run, status, required_action: null };
}

/** Returns an event of a run's log in the form that OpenAI's clients expect: see `openAiRun`. */
export function openAiEvent<Event extends { readonly event: string; readonly data: string }>(
  entry: Event,
): Event {
  if (entry.event !== HUB_RUN_EVENT.runRequiresAction) return entry;
  const run = openAiRun(JSON.parse(entry.data) as Run); // written by this hub
  return { ...entry, event: RUN_STATUS_PREFIX + run.status, data: JSON.stringify(run) };
}
