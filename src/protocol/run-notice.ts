import { z } from 'zod';

/** A notice for people about a request to a model. */
const modelNoticeSchema = z.discriminatedUnion('type', [
  /**
   * The model server refused the request or failed. The request is sent again in `seconds` seconds, as attempt
   * `attempt` of `attempts`.
   */
  z.object({
    type: z.literal('retry'),
    code: z.enum(['server_error', 'rate_limit_exceeded']),
    attempt: z.number().int(),
    attempts: z.number().int(),
    seconds: z.number(),
  }),
  /**
   * The oldest messages were not sent, because the conversation does not fit into the model's context. `messages` is
   * their number.
   */
  z.object({ type: z.literal('shortened'), messages: z.number().int() }),
]);

/** The notice that a request to a model is sent again. */
export type RetryNotice = Extract<ModelNotice, { type: 'retry' }>;

export type ModelNotice = z.infer<typeof modelNoticeSchema>;

/** The data of a `hub.run.notice` event, and an item of a run's `notices`. */
export const runNoticeSchema = z.discriminatedUnion('type', [
  ...modelNoticeSchema.options,
  /** A streamed draft of `deltas` deltas did not become a message. */
  z.object({ type: z.literal('discarded'), message_id: z.string(), deltas: z.number().int() }),
]);

export type RunNotice = z.infer<typeof runNoticeSchema>;
