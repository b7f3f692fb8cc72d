import { z } from 'zod';

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

/** An agent as the API lists it. The id is `namespace/name/version`. */
export const assistantSchema = z.looseObject({
  id: z.string(),
  object: z.literal('assistant'),
  created_at: z.number(),
  name: z.string(),
  description: z.string(),
  model: z.string().nullable(),
  metadata: agentMetadataSchema,
});

export type Assistant = z.infer<typeof assistantSchema>;
