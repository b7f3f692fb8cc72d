import { z } from 'zod';
import { idSchema } from './id-schema.ts';

/** Maximum length of a value as JSON, in characters. */
export const MAX_VALUE_LENGTH = 64 * 1024;

/** Any JSON value. */
export const jsonValueSchema = z.json();

/** The body of `POST /agent_data`: a value that an agent stores under a key. It replaces the key's previous value. */
export const agentDataInputSchema = z.strictObject({
  key: idSchema,
  value: jsonValueSchema.refine(
    (value) => JSON.stringify(value).length <= MAX_VALUE_LENGTH,
    `must be at most ${MAX_VALUE_LENGTH} characters of JSON`,
  ),
});

/** The query of `GET /agent_data`. Without a key, the values of all keys are returned. */
export const agentDataQuerySchema = z.object({ key: idSchema.optional() });

/** A value that an agent has stored. Times are ISO 8601, as in NEAR AI's hub. */
export const agentDatumSchema = z.object({
  namespace: z.string(),
  name: z.string(),
  key: z.string(),
  value: z.unknown(),
  created_at: z.string(),
  updated_at: z.string(),
});

export type AgentDatum = z.infer<typeof agentDatumSchema>;

/** The answer to `GET /agent_data`, sorted by key. */
export const agentDataListSchema = z.object({ object: z.literal('list'), data: z.array(agentDatumSchema) });

export type AgentDataList = z.infer<typeof agentDataListSchema>;
