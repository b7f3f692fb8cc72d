import type { ToolChoice } from './function-tool.ts';

/**
 * Returns the tool choice after the model has called tools. A choice that requires a call applies only once:
 * otherwise the model would never answer.
 */
export function choiceAfterCalls<Choice extends ToolChoice | null | undefined>(
  choice: Choice,
): Choice | 'auto' {
  return choice === 'required' || (choice && typeof choice === 'object') ? 'auto' : choice;
}
