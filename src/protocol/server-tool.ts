import { z } from 'zod';

/** A tool of an MCP server. */
const serverToolSchema = z.object({
  server: z.string(),
  /** The name that the server gives it. */
  name: z.string(),
  description: z.string(),
  /** The JSON schema of the arguments. */
  parameters: z.record(z.string(), z.unknown()),
});

/** The answer with all tools of a server. */
export const serverToolListSchema = z.object({
  object: z.literal('list'),
  data: z.array(serverToolSchema),
});

/** The body of `POST /threads/{id}/runs/{id}/mcp_servers/{name}/calls`. */
export const serverToolCallSchema = z.strictObject({
  /** The name that the server gives the tool. */
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()).default({}),
});

export type ServerToolCall = z.infer<typeof serverToolCallSchema>;

/** The output of a call, or its error as text for the model. */
export const serverToolOutputSchema = z.object({
  object: z.literal('mcp.output'),
  output: z.string(),
  is_error: z.boolean(),
});

export type ServerToolOutput = z.infer<typeof serverToolOutputSchema>;
