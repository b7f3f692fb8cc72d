import { z } from 'zod';

/** What a model thinks before it answers or calls tools. */
export const thinkingSchema = z.looseObject({
  /** The id of the message that the same completion streams, or would stream if it had a text. */
  message_id: z.string(),
  text: z.string(),
  /** For how long the model thought, in milliseconds; null if unknown. */
  elapsed_ms: z.number().int().min(0).nullable(),
});

export type Thinking = z.infer<typeof thinkingSchema>;

/** The data of a `hub.message.thinking`: what one chunk adds to the thinking of a completion. */
export const thinkingDeltaSchema = z.looseObject({
  /** The id of the message that the same completion streams, or would stream if it had a text. */
  id: z.string(),
  delta: z.looseObject({
    thinking: z.looseObject({
      value: z.string(),
      /** For how long the model has thought so far, in milliseconds. Older hubs do not send it. */
      elapsed_ms: z.number().default(0),
    }),
  }),
});

export type ThinkingDelta = z.infer<typeof thinkingDeltaSchema>;
