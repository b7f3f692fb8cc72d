import { requiredCalls } from '../protocol/required-action.ts';
import type { Run } from '../protocol/run.ts';

/** Returns the names of the functions whose results a run waits for, each once. */
export function awaitedTools(run: Pick<Run, 'status' | 'required_action'> | null): string[] {
  if (run?.status !== 'awaiting_tools') return [];
  return [...new Set(requiredCalls(run.required_action).map((call) => call.function.name))];
}

/** Returns a text that says which results a run waits for, and which program has to send them. */
export function awaitedToolsText(names: readonly string[]): string {
  const results = names.length === 1 ? 'result' : 'results';
  return `Waiting for the ${results} of ${names.join(', ')} from the program that uses this assistant`;
}
