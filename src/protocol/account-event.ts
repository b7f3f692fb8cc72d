import { z } from 'zod';

const accountEventSchema = z.union([
  z.object({
    /** `changed`: it was made, its metadata were changed, or it has another message. */
    event: z.enum(['hub.thread.changed', 'hub.thread.deleted']),
    data: z.object({ thread_id: z.string() }),
  }),
  z.object({
    event: z.enum(['hub.run.began', 'hub.run.ended']),
    data: z.object({ thread_id: z.string(), run_id: z.string() }),
  }),
  z.object({
    /** How many deltas a run has sent: at most four times a second, and at last before it has ended. */
    event: z.literal('hub.run.progress'),
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
