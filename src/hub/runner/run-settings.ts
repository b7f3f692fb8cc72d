import type { RunSettings } from '../../protocol/run-settings.ts';
import type { Usage } from '../../protocol/usage.ts';
import { settingsOf, type RunRow } from '../db/runs.ts';

/** Returns the number of prompt and completion tokens that a run may still use; Infinity without a limit. */
export function tokensLeft(
  { max_prompt_tokens: prompt, max_completion_tokens: completion }: RunSettings,
  usage: Usage | null,
): { prompt: number; completion: number } {
  return {
    prompt: (prompt ?? Infinity) - (usage?.prompt_tokens ?? 0),
    completion: (completion ?? Infinity) - (usage?.completion_tokens ?? 0),
  };
}

/** Returns the parameters of an agent's completions that the agent does not set itself. */
export function parametersOf(run: Pick<RunRow, 'settings'>): Readonly<Record<string, unknown>> {
  const { temperature, top_p, reasoning_effort, response_format } = settingsOf(run);
  const format = response_format === 'auto' ? null : response_format;
  const named = Object.entries({ temperature, top_p, reasoning_effort, response_format: format });
  return Object.fromEntries(named.filter(([, value]) => value !== null));
}
