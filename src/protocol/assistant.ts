import { z } from 'zod';
import { metadataSchema } from './metadata.ts';
import { instructionsSchema, modelNameSchema, modelSettingsFields } from './run-settings.ts';
import { noToolResourcesSchema } from './tool-resources.ts';

/** In characters: as many as OpenAI takes. */
const LONGEST_NAME = 256;
const LONGEST_DESCRIPTION = 512;

/** An agent's `metadata.json`. Fields that are not named here are kept as they are. */
export const agentMetadataSchema = z.looseObject({
  name: z.string().min(1),
  version: z.string().min(1),
  category: z.literal('agent').default('agent'),
  description: z.string().default(''),
  tags: z.array(z.string()).default([]),
  details: z
    .looseObject({
      display_name: z.string().optional(),
      icon: z.string().optional(),
      agent: z
        .looseObject({
          show_streaming_message: z.boolean().default(true),
          /** False: its replies come whole. Only clients read it, to say so. */
          streams: z.boolean().optional().catch(undefined),
          /** What stands at its messages instead of its name. */
          assistant_role_label: z.string().optional(),
          /** What a person might say first, in their words. */
          initial_user_message: z.string().optional(),
          welcome: z
            .looseObject({
              title: z.string().optional(),
              description: z.string().optional(),
              icon: z.string().optional(),
            })
            .default({}),
          defaults: z
            .looseObject({
              model: z.string().optional(),
              model_provider: z.string().optional(),
              model_max_tokens: z.number().int().positive().optional(),
              model_temperature: z.number().min(0).optional(),
              max_iterations: z.number().int().positive().optional(),
            })
            .default({}),
        })
        .prefault({}),
    })
    .prefault({}),
  show_entry: z.boolean().default(true),
});

export type AgentMetadata = z.infer<typeof agentMetadataSchema>;

const listedSchema = z.looseObject({
  id: z.string(),
  object: z.literal('assistant'),
  created_at: z.number(),
  name: z.string().nullish(),
  description: z.string().nullish(),
  model: z.string().nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  /** What an agent's metadata.json says. Older hubs have it in `metadata`; an assistant made over the API has none. */
  agent: z.unknown().optional(),
});

/** An agent, or an assistant that was made over the API, as a client knows it. */
export interface Assistant {
  /** `namespace/name/version` of an agent, `asst_…` of an assistant. */
  id: string;
  object: 'assistant';
  created_at: number;
  name: string;
  description: string;
  model: string | null;
  /** Of an assistant that was made over the API what every agent has by default, without a version. */
  agent: AgentMetadata;
}

/** Reads one item of `GET /assistants`, of this hub or an older one. */
export const assistantSchema = listedSchema.transform(
  ({ id, object, created_at, name, description, model, metadata, agent }): Assistant => ({
    id,
    object,
    created_at,
    name: name || 'Assistant',
    description: description ?? '',
    model: model ?? null,
    agent:
      agentMetadataSchema.safeParse(agent ?? metadata).data ??
      ofMadeAssistant(name ?? '', description ?? '', model ?? undefined),
  }),
);

function ofMadeAssistant(name: string, description: string, model?: string): AgentMetadata {
  const details = { agent: { defaults: { model } } };
  const defaults = agentMetadataSchema.parse({ name: 'assistant', version: '1', description, details });
  return { ...defaults, name, version: '' };
}

/** The body of `POST /assistants`. */
export const assistantInputSchema = z.strictObject({
  model: modelNameSchema,
  name: z.string().max(LONGEST_NAME, `must be at most ${LONGEST_NAME} characters long`).nullish(),
  description: z
    .string()
    .max(LONGEST_DESCRIPTION, `must be at most ${LONGEST_DESCRIPTION} characters long`)
    .nullish(),
  instructions: instructionsSchema.nullish(),
  metadata: metadataSchema.nullish(),
  ...modelSettingsFields,
  tool_resources: noToolResourcesSchema.nullish(),
});

/** What an assistant is to be. */
export type AssistantInput = z.infer<typeof assistantInputSchema>;

/** The body of `POST /assistants/{id}`: what is to change. */
export const assistantUpdateSchema = assistantInputSchema.partial();

/** What is to change of an assistant. */
export type AssistantUpdate = z.infer<typeof assistantUpdateSchema>;
