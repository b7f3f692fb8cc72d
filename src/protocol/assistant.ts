import { z } from 'zod';

const optionalText = z.string().optional();

/** An agent's `metadata.json`. Unknown fields are kept. */
export const agentMetadataSchema = z.looseObject({
  name: z.string().min(1),
  version: z.string().min(1),
  category: z.literal('agent').default('agent'),
  description: z.string().default(''),
  tags: z.array(z.string()).default([]),
  details: z
    .looseObject({
      display_name: optionalText,
      icon: optionalText,
      agent: z
        .looseObject({
          /** Whether text is shown while it streams. Also decides for kinds of output that have no key of their own. */
          show_streaming_message: z.boolean().default(true),
          /** Whether the model's thinking is shown. */
          show_streaming_thinking: z.boolean().optional(),
          /** Whether tool calls are shown. */
          show_streaming_tools: z.boolean().optional(),
          /** False if the agent does not stream. Only clients read this field, to inform people. */
          streams: z.boolean().optional().catch(undefined),
          /**
           * Whether a run that waits for an answer may begin again after a restart of the hub. Its tool calls and the
           * answers so far are then taken from the records of the run.
           */
          restartable: z.boolean().optional(),
          /** The label of the agent's messages. By default, the agent's name is used. */
          assistant_role_label: optionalText,
          /** The names of the MCP servers whose tools the agent uses. */
          mcp_servers: z.array(z.string()).optional(),
          /** A suggestion for the person's first message. */
          initial_user_message: optionalText,
          welcome: z
            .looseObject({
              title: optionalText,
              description: optionalText,
              icon: optionalText,
            })
            .default({}),
          defaults: z
            .looseObject({
              model: optionalText,
              model_provider: optionalText,
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
  /** The agent's metadata.json. Older hubs send it in `metadata`; assistants that were created over the API have none. */
  agent: z.unknown().optional(),
});

/** An agent, or an assistant that was created over the API, as clients use it. */
export interface Assistant {
  /** `namespace/name/version` of an agent, `asst_…` of an assistant. */
  id: string;
  object: 'assistant';
  created_at: number;
  name: string;
  description: string;
  model: string | null;
  /** The agent's metadata. For an assistant that was created over the API: the defaults, with an empty version. */
  agent: AgentMetadata;
}

/** Parses one item of `GET /assistants`, of this hub or an older one. */
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
      metadataOfAssistant(name ?? '', description ?? '', model ?? undefined),
  }),
);

function metadataOfAssistant(name: string, description: string, model?: string): AgentMetadata {
  const details = { agent: { defaults: { model } } };
  const defaults = agentMetadataSchema.parse({ name: 'assistant', version: '1', description, details });
  return { ...defaults, name, version: '' };
}
