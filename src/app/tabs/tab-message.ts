import { z } from 'zod';
import type { StreamEntry } from './stream-log.ts';

const tabMessageSchema = z.discriminatedUnion('type', [
  /** The sender has been elected as the leader. */
  z.object({ type: z.literal('lead'), leader: z.string() }),
  /**
   * A follower requests entries: those from index `place` of a known leader's log on, or else those after the event
   * `after`.
   */
  z.object({
    type: z.literal('hello'),
    follower: z.string(),
    known: z.object({ leader: z.string(), place: z.number() }).nullable(),
    after: z.string(),
    joins: z.boolean(),
  }),
  /**
   * Consecutive entries of the leader's log: the answer to one follower's `hello`, or new entries for all followers.
   */
  z.object({
    type: z.literal('tell'),
    leader: z.string(),
    to: z.string().nullable(),
    at: z.number(),
    // Checked without zod, which is slower: there may be a thousand entries per second.
    entries: z.custom<StreamEntry[]>((value) => Array.isArray(value) && value.every(isEntry)),
  }),
  /** The leader cannot send the requested entries, because its log begins later. */
  z.object({ type: z.literal('refuse'), to: z.string() }),
  /** A follower has stopped. */
  z.object({ type: z.literal('bye'), follower: z.string() }),
]);

/** A message between tabs that show the same run. */
export type TabMessage = z.infer<typeof tabMessageSchema>;

/** Parses a message from another tab. Returns null if this version of the client does not know the message. */
export function parseTabMessage(text: string): TabMessage | null {
  try {
    return tabMessageSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function isEntry(value: unknown): boolean {
  if (!Array.isArray(value)) return value === 'open' || value === 'lost' || value === 'refused';
  return value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'string';
}
