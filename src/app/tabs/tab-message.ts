import { z } from 'zod';
import type { StreamEntry } from './stream-log.ts';

const tabMessageSchema = z.discriminatedUnion('type', [
  /** The sender has been elected. */
  z.object({ type: z.literal('lead'), leader: z.string() }),
  /** A follower asks for the entries from an index of a known leader's log on, or else for those after an event. */
  z.object({
    type: z.literal('hello'),
    follower: z.string(),
    known: z.object({ leader: z.string(), place: z.number() }).nullable(),
    after: z.string(),
    joins: z.boolean(),
  }),
  /** Entries of the leader's log, in their order: for one follower, in answer to its hello, or for all. */
  z.object({
    type: z.literal('tell'),
    leader: z.string(),
    to: z.string().nullable(),
    at: z.number(),
    // Checked without zod: there may be a thousand entries a second.
    entries: z.custom<StreamEntry[]>((value) => Array.isArray(value) && value.every(isEntry)),
  }),
  /** The leader's log begins after the event that this follower asked for. */
  z.object({ type: z.literal('refuse'), to: z.string() }),
  /** A follower has stopped. */
  z.object({ type: z.literal('bye'), follower: z.string() }),
]);

/** A message between tabs that show the same run. */
export type TabMessage = z.infer<typeof tabMessageSchema>;

/** Parses a message of another tab. Returns null if this version of the client does not understand it. */
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
