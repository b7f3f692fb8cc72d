import { z } from 'zod';
import { metadataSchema } from './metadata.ts';
import { instructionsSchema, modelNameSchema, modelSettingsFields } from './run-settings.ts';
import { noToolResourcesSchema } from './tool-resources.ts';

/** Maximum lengths of the name and the description, in characters, as with OpenAI. */
const MAX_NAME_LENGTH = 256;
const MAX_DESCRIPTION_LENGTH = 512;

/** The body of `POST /assistants`. */
export const assistantInputSchema = z.strictObject({
  model: modelNameSchema,
  name: z.string().max(MAX_NAME_LENGTH, `must be at most ${MAX_NAME_LENGTH} characters long`).nullish(),
  description: z
    .string()
    .max(MAX_DESCRIPTION_LENGTH, `must be at most ${MAX_DESCRIPTION_LENGTH} characters long`)
    .nullish(),
  instructions: instructionsSchema.nullish(),
  metadata: metadataSchema.nullish(),
  ...modelSettingsFields,
  tool_resources: noToolResourcesSchema.nullish(),
});

/** The fields of a new assistant. */
export type AssistantInput = z.infer<typeof assistantInputSchema>;

/** The body of `POST /assistants/{id}`: the fields to change. */
export const assistantUpdateSchema = assistantInputSchema.partial();

/** The fields of an assistant to change. */
export type AssistantUpdate = z.infer<typeof assistantUpdateSchema>;
