import { z } from 'zod';
import type { Usage } from '../../protocol/usage.ts';

const countSchema = z.number().int().min(0);
const countsSchema = z.object({
  prompt_tokens: countSchema,
  completion_tokens: countSchema,
  total_tokens: countSchema.optional().catch(undefined),
});
/** A count that may be missing. Some servers send null, or an object without the count. */
const detailSchema = countSchema.optional().catch(undefined);
/** The places in which servers report the tokens of their cache and of the thinking. */
const detailsSchema = z.object({
  prompt_tokens_details: z.object({ cached_tokens: detailSchema }).optional().catch(undefined),
  prompt_cache_hit_tokens: detailSchema,
  cached_tokens: detailSchema,
  completion_tokens_details: z.object({ reasoning_tokens: detailSchema }).optional().catch(undefined),
  reasoning_tokens: detailSchema,
});

/**
 * Returns the usage that a chunk or a completion reports; null if it reports none, or only zeros, which some servers send
 * if they do not count.
 *
 * Cached tokens are in `prompt_tokens_details` (OpenAI, OpenRouter, llama.cpp, vLLM), `prompt_cache_hit_tokens` (DeepSeek)
 * or `cached_tokens` (Moonshot). Thinking is in `completion_tokens_details`, or beside the other counts (Perplexity).
 * Anthropic's endpoint and Ollama report neither. xAI and Perplexity do not count the thinking as completion tokens, as
 * OpenAI does; it is added to them.
 */
export function readUsage(answer: Readonly<Record<string, unknown>>): Usage | null {
  const { usage } = answer;
  if (usage === undefined || usage === null) return null; // as in nearly all chunks
  const counts = countsSchema.safeParse(usage).data;
  if (!counts || (counts.prompt_tokens === 0 && counts.completion_tokens === 0)) return null;
  const details = detailsSchema.parse(usage);
  const cached =
    details.prompt_tokens_details?.cached_tokens ?? details.prompt_cache_hit_tokens ?? details.cached_tokens;
  const thinking = details.completion_tokens_details?.reasoning_tokens ?? details.reasoning_tokens;
  return {
    ...withThinking(counts, thinking ?? 0),
    ...(cached !== undefined && { prompt_tokens_details: { cached_tokens: cached } }),
    ...(thinking !== undefined && { completion_tokens_details: { reasoning_tokens: thinking } }),
  };
}

/** Returns the counts, with the thinking as a part of the completion. */
function withThinking(
  { prompt_tokens: prompt, completion_tokens: completion, total_tokens: sent }: z.infer<typeof countsSchema>,
  thinking: number,
): Pick<Usage, 'prompt_tokens' | 'completion_tokens' | 'total_tokens'> {
  const isBeside = thinking > completion || sent === prompt + completion + thinking;
  const all = isBeside ? completion + thinking : completion;
  return {
    prompt_tokens: prompt,
    completion_tokens: all,
    total_tokens: Math.max(sent ?? 0, prompt + all),
  };
}
