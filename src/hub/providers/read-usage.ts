import { usageSchema, type Usage } from '../../protocol/usage.ts';

/** Returns the usage that a chunk or a completion reports; null if it reports none. */
export function readUsage(answer: Readonly<Record<string, unknown>>): Usage | null {
  const { usage } = answer;
  if (usage === undefined || usage === null) return null; // as in nearly all chunks
  return usageSchema.safeParse(usage).data ?? null;
}
