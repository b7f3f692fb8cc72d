import { z } from 'zod';
import { usageSchema, type Usage } from '../../protocol/usage.ts';

const countsSchema = usageSchema.omit({ completion_tokens_details: true });
const thinkingSchema = z.object({ reasoning_tokens: z.number().int().min(0) });

/**
 * Returns the usage that a chunk or a completion reports; null if it reports none. Some servers report the tokens of
 * the thinking beside the other counts, instead of in `completion_tokens_details`.
 */
export function readUsage(answer: Readonly<Record<string, unknown>>): Usage | null {
  const { usage } = answer;
  if (usage === undefined || usage === null) return null; // as in nearly all chunks
  const counts = countsSchema.safeParse(usage).data;
  if (!counts) return null;
  const { completion_tokens_details: details } = usage as { completion_tokens_details?: unknown };
  const thinking = thinkingSchema.safeParse(details).data ?? thinkingSchema.safeParse(usage).data;
  return thinking ? { ...counts, completion_tokens_details: thinking } : counts;
}
