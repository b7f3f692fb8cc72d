import { requiredCalls } from '../protocol/required-action.ts';
import type { Run } from '../protocol/run.ts';

/** The functions whose results a run waits for, each once; none where it waits for none. */
export function awaitedTools(run: Pick<Run, 'status' | 'required_action'> | null): string[] {
  if (run?.status !== 'awaiting_tools') return [];
  return [...new Set(requiredCalls(run.required_action).map((call) => call.function.name))];
}

/** What a run waits for, and who has to send it. */
export function awaitedToolsText(names: readonly string[]): string {
  const results = names.length === 1 ? 'result' : 'results';
  return `Waiting for the ${results} of ${names.join(', ')} from the program that uses this assistant`;
}
