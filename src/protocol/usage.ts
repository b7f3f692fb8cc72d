import { z } from 'zod';

/** The number of tokens that a run, a step or a completion used. */
export const usageSchema = z.object({
  prompt_tokens: z.number(),
  completion_tokens: z.number(),
  total_tokens: z.number(),
  /**
   * How many of the prompt tokens the model server had in its cache. Missing if it did not report it. OpenAI has this
   * field and the next one for completions, but not for runs and steps.
   */
  prompt_tokens_details: z.object({ cached_tokens: z.number() }).optional().catch(undefined),
  /** How many of the completion tokens were thinking. Missing if the model server did not report it. */
  completion_tokens_details: z.object({ reasoning_tokens: z.number() }).optional().catch(undefined),
});

export type Usage = z.infer<typeof usageSchema>;

/** Adds two usages. If one is null, returns the other. */
export function addUsage(one: Usage | null, other: Usage | null): Usage | null {
  if (!one || !other) return one ?? other;
  const both = [one, other];
  const cached = both.flatMap(({ prompt_tokens_details: details }) => details?.cached_tokens ?? []);
  const thinking = both.flatMap(({ completion_tokens_details: details }) => details?.reasoning_tokens ?? []);
  return {
    prompt_tokens: one.prompt_tokens + other.prompt_tokens,
    completion_tokens: one.completion_tokens + other.completion_tokens,
    total_tokens: one.total_tokens + other.total_tokens,
    ...(cached.length > 0 && { prompt_tokens_details: { cached_tokens: sumOf(cached) } }),
    ...(thinking.length > 0 && { completion_tokens_details: { reasoning_tokens: sumOf(thinking) } }),
  };
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
