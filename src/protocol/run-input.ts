import { z } from 'zod';
import { cutText } from './cut-text.ts';
import { idSchema } from './id-schema.ts';
import { messageInputSchema } from './message-input.ts';
import { metadataSchema } from './metadata.ts';
import type { RunStatus } from './run.ts';
import { instructionsSchema, modelNameSchema, runSettingsFields } from './run-settings.ts';
import { includeSchema } from './step-include.ts';
import { threadInputSchema } from './thread-input.ts';
import { noToolResourcesSchema } from './tool-resources.ts';

const lastMessagesSchema = z.strictObject({
  type: z.literal('last_messages'),
  last_messages: z.number().int().min(1),
});

/** Sends only the newest messages to models. `last_messages` is their number. */
export type LastMessages = z.infer<typeof lastMessagesSchema>;

const truncationSchema = z.union(
  [
    /** As many messages as fit into the model's context. */
    z.strictObject({ type: z.literal('auto'), last_messages: z.null().optional() }),
    lastMessagesSchema,
  ],
  'must be of the type auto without last_messages, or of the type last_messages with their number',
);

/**
 * Maximum length of an error message, in characters. The message is part of each event about the run's status, and of
 * lists of runs.
 */
const MAX_ERROR_LENGTH = 10_000;

const variablesSchema = z.record(z.string(), z.unknown()).nullish();

/**
 * Additional fields of NEAR AI's clients. `parent_run_id` is saved in the run's metadata. Runs start at once, and do
 * not call other runs back. NEAR AI's page sends the variables of the agent's metadata, which the agent already has;
 * other variables are set by the operator.
 */
const nearAiFields = {
  thread_id: idSchema.nullish(),
  agent_env_vars: variablesSchema,
  user_env_vars: variablesSchema,
  parent_run_id: idSchema.nullish(),
  run_mode: z.literal(0, 'must be 0: runs do not call other runs back here').nullish(),
  schedule_at: z.null('is not supported: start the run when it is due').optional(),
};

/** The body of `POST /threads/{id}/runs`. `additional_messages` are added to the thread first. */
export const runInputSchema = z.strictObject({
  assistant_id: idSchema,
  /** NEAR AI's clients send an empty string if no model is chosen. */
  model: z
    .union([z.literal(''), modelNameSchema], 'must be the name of a model')
    .transform((model) => model || null)
    .nullish(),
  /** These instructions replace the assistant's. */
  instructions: instructionsSchema.nullish(),
  /** These instructions are added to the others. */
  additional_instructions: instructionsSchema.nullish(),
  additional_messages: z.array(messageInputSchema).max(100).nullish(),
  truncation_strategy: truncationSchema.nullish(),
  ...runSettingsFields,
  include: includeSchema.nullish(),
  ...nearAiFields,
  metadata: metadataSchema.nullish(),
  /** Whether the answer is the run's stream, instead of the run. */
  stream: z.boolean().nullish(),
  /** Whether a program outside the hub executes the run, and writes its messages and its status. */
  delegate_execution: z.boolean().nullish(),
});

/** The fields of a new run. */
export type RunInput = z.infer<typeof runInputSchema>;

/** The body of `POST /threads/runs`: a run, and the thread that is created for it. */
export const threadRunInputSchema = runInputSchema
  .omit({ additional_messages: true, thread_id: true })
  .extend({ thread: threadInputSchema.nullish(), tool_resources: noToolResourcesSchema.nullish() });

/** The statuses that a program outside the hub can set. */
const SETTABLE_STATUSES = [
  'in_progress',
  'requires_action',
  'completed',
  'incomplete',
  'failed',
  'cancelled',
  'expired',
] as const satisfies readonly RunStatus[];

/**
 * The body of `POST /threads/{id}/runs/{id}`. `last_error` is for the status `failed`. A message that is too long is
 * cut, so that the run can still fail.
 */
export const runUpdateSchema = z.strictObject({
  metadata: metadataSchema.nullish(),
  status: z.enum(SETTABLE_STATUSES).nullish(),
  last_error: z
    .strictObject({
      code: z.string().nullish(),
      message: z
        .string()
        .min(1)
        .transform((message) => cutText(message, MAX_ERROR_LENGTH)),
    })
    .nullish(),
  /** Sent by NEAR AI's agents in addition to the status. Ignored. */
  completed_at: z.union([z.string(), z.number()]).nullish(),
  required_action: z.strictObject({ type: z.enum(['agent_input', 'user_input']) }).nullish(),
});

/** The fields of a run to change. */
export type RunUpdate = z.infer<typeof runUpdateSchema>;
