import { z } from 'zod';
import { ACCOUNT_EVENT } from './event-names.ts';

const accountEventSchema = z.union([
  z.object({
    /** `threadChanged`: the thread was created, its metadata changed, or it has a new message. */
    event: z.enum([ACCOUNT_EVENT.threadChanged, ACCOUNT_EVENT.threadDeleted]),
    data: z.object({ thread_id: z.string() }),
  }),
  z.object({
    event: z.enum([ACCOUNT_EVENT.runBegan, ACCOUNT_EVENT.runEnded]),
    data: z.object({ thread_id: z.string(), run_id: z.string() }),
  }),
  z.object({
    /**
     * `deltas` is the number of deltas that the run has sent so far. Sent at most four times a second, and once more
     * before `runEnded`.
     */
    event: z.literal(ACCOUNT_EVENT.runProgress),
    data: z.object({ thread_id: z.string(), run_id: z.string(), deltas: z.number() }),
  }),
]);

/** An envelope of `GET /events`: a change in an account's threads. It contains ids, but no message text. */
export type AccountEvent = z.infer<typeof accountEventSchema>;

/**
 * Parses one envelope of `GET /events`. Returns null for an event that this client does not understand, so that the
 * stream continues.
 */
export function parseAccountEvent(text: string): AccountEvent | null {
  try {
    return accountEventSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
