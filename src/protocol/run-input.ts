import { z } from 'zod';
import { cutText } from './cut-text.ts';
import { idSchema } from './ids.ts';
import { messageInputSchema } from './message.ts';
import { metadataSchema } from './metadata.ts';
import type { RunStatus } from './run.ts';
import { instructionsSchema, modelNameSchema, runSettingsFields } from './run-settings.ts';
import { includeSchema } from './step-include.ts';
import { threadInputSchema } from './thread.ts';
import { noToolResourcesSchema } from './tool-resources.ts';

const lastMessagesSchema = z.strictObject({
  type: z.literal('last_messages'),
  last_messages: z.number().int().min(1),
});

/** Of a thread, only so many of its newest messages are sent to models. */
export type LastMessages = z.infer<typeof lastMessagesSchema>;

const truncationSchema = z.union(
  [
    /** As much as fits into the model's context. */
    z.strictObject({ type: z.literal('auto'), last_messages: z.null().optional() }),
    lastMessagesSchema,
  ],
  'must be of the type auto without last_messages, or of the type last_messages with their number',
);

/** It is in each event that tells of the run, and in lists of runs. In characters. */
const LONGEST_ERROR = 10_000;

const variablesSchema = z.record(z.string(), z.unknown()).nullish();

/**
 * What NEAR AI's clients send besides. A run that has a parent names it in its metadata. A run is started at once, and
 * calls nobody back. Their page sends an agent the variables that its metadata holds, which it has anyway: others come from
 * whoever runs the server.
 */
const nearAiFields = {
  thread_id: idSchema.nullish(),
  agent_env_vars: variablesSchema,
  user_env_vars: variablesSchema,
  parent_run_id: idSchema.nullish(),
  run_mode: z.literal(0, 'must be 0: a run here calls no other run back').nullish(),
  schedule_at: z.null('is not supported: start the run when it is due').optional(),
};

/** The body of `POST /threads/{id}/runs`. `additional_messages` are added to the thread first. */
export const runInputSchema = z.strictObject({
  assistant_id: idSchema,
  /** NEAR AI's clients send an empty one for none. */
  model: z
    .union([z.literal(''), modelNameSchema], 'must be the name of a model')
    .transform((model) => model || null)
    .nullish(),
  /** Instead of the assistant's. */
  instructions: instructionsSchema.nullish(),
  /** Added to the instructions. */
  additional_instructions: instructionsSchema.nullish(),
  additional_messages: z.array(messageInputSchema).max(100).nullish(),
  truncation_strategy: truncationSchema.nullish(),
  ...runSettingsFields,
  include: includeSchema.nullish(),
  ...nearAiFields,
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
  .omit({ additional_messages: true, thread_id: true })
  .extend({ thread: threadInputSchema.nullish(), tool_resources: noToolResourcesSchema.nullish() });

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
export const runUpdateSchema = z.strictObject({
  metadata: metadataSchema.nullish(),
  status: z.enum(GIVEN_STATUSES).nullish(),
  last_error: z
    .strictObject({
      code: z.string().nullish(),
      message: z
        .string()
        .min(1)
        .transform((message) => cutText(message, LONGEST_ERROR)),
    })
    .nullish(),
  /** NEAR AI's agents say so besides the status, which says it all. */
  completed_at: z.union([z.string(), z.number()]).nullish(),
  required_action: z.strictObject({ type: z.enum(['agent_input', 'user_input']) }).nullish(),
});

/** What is to change of a run. */
export type RunUpdate = z.infer<typeof runUpdateSchema>;
