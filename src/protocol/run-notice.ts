import { z } from 'zod';

/** What a person should know of a request to a model, besides its answer. */
const modelNoticeSchema = z.discriminatedUnion('type', [
  /** The model server refused or failed, and is asked again after so many seconds: try `attempt` of `attempts`. */
  z.object({
    type: z.literal('retry'),
    code: z.enum(['server_error', 'rate_limit_exceeded']),
    attempt: z.number().int(),
    attempts: z.number().int(),
    seconds: z.number(),
  }),
  /** So many of the conversation's oldest messages were not sent, since the model has no room for them. */
  z.object({ type: z.literal('shortened'), messages: z.number().int() }),
]);

/** A request to a model that is sent again. */
export type RetryNotice = Extract<ModelNotice, { type: 'retry' }>;

export type ModelNotice = z.infer<typeof modelNoticeSchema>;

/** The data of a `hub.run.notice`, and one of a run's `notices`. */
export const runNoticeSchema = z.discriminatedUnion('type', [
  ...modelNoticeSchema.options,
  /** A streamed draft, of so many deltas, did not become a message. */
  z.object({ type: z.literal('discarded'), message_id: z.string(), deltas: z.number().int() }),
]);

export type RunNotice = z.infer<typeof runNoticeSchema>;
