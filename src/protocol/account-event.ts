import { z } from 'zod';
import { ACCOUNT_EVENT } from './event-names.ts';

const accountEventSchema = z.union([
  z.object({
    /** `changed`: it was made, its metadata were changed, or it has another message. */
    event: z.enum([ACCOUNT_EVENT.threadChanged, ACCOUNT_EVENT.threadDeleted]),
    data: z.object({ thread_id: z.string() }),
  }),
  z.object({
    event: z.enum([ACCOUNT_EVENT.runBegan, ACCOUNT_EVENT.runEnded]),
    data: z.object({ thread_id: z.string(), run_id: z.string() }),
  }),
  z.object({
    /** How many deltas a run has sent: at most four times a second, and at last before it has ended. */
    event: z.literal(ACCOUNT_EVENT.runProgress),
    data: z.object({ thread_id: z.string(), run_id: z.string(), deltas: z.number() }),
  }),
]);

/** What happens to an account's threads: an envelope of `GET /events`. It names things, and tells nothing of what was said. */
export type AccountEvent = z.infer<typeof accountEventSchema>;

/**
 * Reads one envelope of `GET /events`. What cannot be read comes back as null: the stream outlives one
 * event that this client does not understand.
 */
export function parseAccountEvent(text: string): AccountEvent | null {
  try {
    return accountEventSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
