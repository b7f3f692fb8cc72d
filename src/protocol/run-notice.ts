import { z } from 'zod';

/** What people should know about a request to a model, besides its answer. */
const modelNoticeSchema = z.discriminatedUnion('type', [
  /** The model server refused or failed, and the request is sent again in `seconds`: attempt `attempt` of `attempts`. */
  z.object({
    type: z.literal('retry'),
    code: z.enum(['server_error', 'rate_limit_exceeded']),
    attempt: z.number().int(),
    attempts: z.number().int(),
    seconds: z.number(),
  }),
  /** `messages` of the conversation's oldest messages were not sent, because they do not fit into the model's context. */
  z.object({ type: z.literal('shortened'), messages: z.number().int() }),
]);

/** A request to a model that is sent again. */
export type RetryNotice = Extract<ModelNotice, { type: 'retry' }>;

export type ModelNotice = z.infer<typeof modelNoticeSchema>;

/** The data of a `hub.run.notice`, and one of a run's `notices`. */
export const runNoticeSchema = z.discriminatedUnion('type', [
  ...modelNoticeSchema.options,
  /** A streamed draft of `deltas` deltas did not become a message. */
  z.object({ type: z.literal('discarded'), message_id: z.string(), deltas: z.number().int() }),
]);

export type RunNotice = z.infer<typeof runNoticeSchema>;
