import { z } from 'zod';

/** The answer to `GET /health`: the hub is running. It names the hub's version, database and model. */
export const healthSchema = z.object({
  status: z.literal('ok'),
  version: z.string(),
  database: z.enum(['pglite', 'postgres']),
  model: z.object({ provider: z.enum(['practice', 'openai-compatible']), name: z.string().nullable() }),
});

export type Health = z.infer<typeof healthSchema>;
