import { pauseOf } from '../../protocol/required-action.ts';
import type { Run } from '../../protocol/run.ts';
import { HUB_RUN_EVENT, RUN_STATUS_PREFIX } from '../../protocol/event-names.ts';

/**
 * Returns a run in the form that OpenAI's clients expect. To them, `requires_action` means that the run waits for tool
 * outputs. With no outputs to submit, they would poll forever. So a run that waits for answers of the person is in
 * progress, and an agent that waits for the person's next message has ended its run. A run that does wait for tool outputs
 * is not changed. See docs/decisions/0049.
 */
export function openAiRun(run: Run): Run {
  if (run.status !== 'requires_action') return run;
  switch (pauseOf(run.required_action)) {
    case 'awaiting_tools':
      return run;
    case 'awaiting_answers':
      return { ...run, status: 'in_progress', required_action: null };
    case undefined: {
      const status = run.incomplete_details ? 'incomplete' : 'completed';
      return { ...run, status, required_action: null };
    }
  }
}

/** Returns an event of a run's log in the form that OpenAI's clients expect: see `openAiRun`. */
export function openAiEvent<Event extends { readonly event: string; readonly data: string }>(
  entry: Event,
): Event {
  if (entry.event !== HUB_RUN_EVENT.runRequiresAction) return entry;
  const run = openAiRun(JSON.parse(entry.data) as Run); // written by this hub
  return { ...entry, event: RUN_STATUS_PREFIX + run.status, data: JSON.stringify(run) };
}
