import { requiredCalls } from '../protocol/required-action.ts';
import type { Run } from '../protocol/run.ts';

/** The functions whose results a run waits for, each once; none where it waits for none. */
export function awaitedTools(run: Pick<Run, 'status' | 'required_action'> | null): string[] {
  if (run?.status !== 'awaiting_tools') return [];
  return [...new Set(requiredCalls(run.required_action).map((call) => call.function.name))];
}

/** What a run waits for, and who has to send it. */
export function awaitedToolsWords(names: readonly string[]): string {
  return `Waiting for the program that started this reply to run ${names.join(', ')}`;
}
