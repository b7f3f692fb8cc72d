import { z } from 'zod';

/** The number of tokens that a run, a step or a completion used. */
export const usageSchema = z.object({
  prompt_tokens: z.number(),
  completion_tokens: z.number(),
  total_tokens: z.number(),
  /**
   * How many of the completion tokens were thinking. Missing if the model did not report it. OpenAI has this field for
   * completions, but not for runs and steps.
   */
  completion_tokens_details: z.object({ reasoning_tokens: z.number() }).optional(),
});

export type Usage = z.infer<typeof usageSchema>;

/** Adds two usages. If one is null, returns the other. */
export function addUsage(one: Usage | null, other: Usage | null): Usage | null {
  if (!one || !other) return one ?? other;
  const details = [one, other].flatMap(({ completion_tokens_details: reported }) => reported ?? []);
  const reasoning = details.reduce((sum, { reasoning_tokens: tokens }) => sum + tokens, 0);
  return {
    prompt_tokens: one.prompt_tokens + other.prompt_tokens,
    completion_tokens: one.completion_tokens + other.completion_tokens,
    total_tokens: one.total_tokens + other.total_tokens,
    ...(details.length > 0 && { completion_tokens_details: { reasoning_tokens: reasoning } }),
  };
}
