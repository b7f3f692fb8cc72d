import { z } from 'zod';
import { cutText } from './cut-text.ts';
import { idSchema } from './ids.ts';
import { messageInputSchema } from './message.ts';
import { metadataSchema } from './metadata.ts';
import type { RunStatus } from './run.ts';
import { threadInputSchema } from './thread.ts';

const lastMessagesSchema = z.object({
  type: z.literal('last_messages'),
  last_messages: z.number().int().min(1),
});

/** Of a thread, only so many of its newest messages are sent to models. */
export type LastMessages = z.infer<typeof lastMessagesSchema>;

const truncationSchema = z.union([
  /** As much as fits into the model's context. */
  z.object({ type: z.literal('auto'), last_messages: z.null().optional() }),
  lastMessagesSchema,
]);

/** In characters: as many as OpenAI takes. https://platform.openai.com/docs/api-reference/runs/createRun */
const LONGEST_INSTRUCTIONS = 256_000;

/** Both are in each event that tells of the run, and in lists of runs. In characters. */
const LONGEST_MODEL_NAME = 1_000;
const LONGEST_ERROR = 10_000;

const instructionsSchema = z
  .string()
  .max(LONGEST_INSTRUCTIONS, `must be at most ${LONGEST_INSTRUCTIONS} characters long`);

/** The body of `POST /threads/{id}/runs`. `additional_messages` are added to the thread first. */
export const runInputSchema = z.object({
  assistant_id: idSchema,
  model: z
    .string()
    .min(1)
    .max(LONGEST_MODEL_NAME, `must be at most ${LONGEST_MODEL_NAME} characters long`)
    .nullish(),
  instructions: instructionsSchema.nullish(),
  /** Added to the instructions. */
  additional_instructions: instructionsSchema.nullish(),
  additional_messages: z.array(messageInputSchema).max(100).nullish(),
  truncation_strategy: truncationSchema.nullish(),
  metadata: metadataSchema.nullish(),
  /** Whether the answer is the run's stream. */
  stream: z.boolean().nullish(),
  /** Whether the run is driven from outside: by its owner, who writes its messages and its status. */
  delegate_execution: z.boolean().nullish(),
});

/** What a run is asked to be. */
export type RunInput = z.infer<typeof runInputSchema>;

/** The body of `POST /threads/runs`: a run, and the thread that is made for it. */
export const threadRunInputSchema = runInputSchema
  .omit({ additional_messages: true })
  .extend({ thread: threadInputSchema.nullish() });

/** The statuses that a run can be given from outside. */
const GIVEN_STATUSES = [
  'in_progress',
  'requires_action',
  'completed',
  'incomplete',
  'failed',
  'cancelled',
  'expired',
] as const satisfies readonly RunStatus[];

/**
 * The body of `POST /threads/{id}/runs/{id}`. `last_error` goes with the status `failed`; a message that is too long is cut,
 * so that the run fails all the same.
 */
export const runUpdateSchema = z.object({
  metadata: metadataSchema.nullish(),
  status: z.enum(GIVEN_STATUSES).nullish(),
  last_error: z
    .object({
      message: z
        .string()
        .min(1)
        .transform((message) => cutText(message, LONGEST_ERROR)),
    })
    .nullish(),
});

/** What is to change of a run. */
export type RunUpdate = z.infer<typeof runUpdateSchema>;
