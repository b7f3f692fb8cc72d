import { z } from 'zod';
import type { SourceEntry } from './source-log.ts';

const tabMessageSchema = z.discriminatedUnion('type', [
  /** This one has the lock, and with it the connection. */
  z.object({ type: z.literal('lead'), leader: z.string() }),
  /** Somebody asks for what they lack: what came from a place on in the log of a leader, or else after an event. */
  z.object({
    type: z.literal('hello'),
    follower: z.string(),
    known: z.object({ leader: z.string(), place: z.number() }).nullable(),
    after: z.string(),
    joins: z.boolean(),
  }),
  /** What came, in the order of the leader's log; to one follower, as the answer to its hello, or to all. */
  z.object({
    type: z.literal('tell'),
    leader: z.string(),
    to: z.string().nullable(),
    at: z.number(),
    // By hand, as they may come a thousand times a second.
    entries: z.custom<SourceEntry[]>((value) => Array.isArray(value) && value.every(isEntry)),
  }),
  /** The log begins later than what this follower lacks. */
  z.object({ type: z.literal('refuse'), to: z.string() }),
  z.object({ type: z.literal('bye'), follower: z.string() }),
]);

/** What the tabs say to each other that follow the same stream. */
export type TabMessage = z.infer<typeof tabMessageSchema>;

/** Reads what another tab says; null for what this version of the client does not understand. */
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
