import { z } from 'zod';
import { MAX_TOOLS } from './tool-call-limits.ts';

/** Maximum length of all tools as JSON, in characters. The tools are part of each event about the run's status. */
const MAX_TOOLS_LENGTH = 256_000;

const nameSchema = z
  .string()
  .regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, underscores or hyphens');

const functionToolSchema = z.strictObject({
  type: z.literal('function', {
    error: 'must be function: this server supports only function tools',
  }),
  function: z.strictObject({
    name: nameSchema,
    description: z.string().nullish(),
    /** A JSON schema. */
    parameters: z.record(z.string(), z.unknown()).nullish(),
    strict: z.boolean().nullish(),
  }),
});

/** A function that a model may call. The program that started the run executes it. */
export type FunctionTool = z.infer<typeof functionToolSchema>;

/** The tools of an assistant or a run. */
export const toolsSchema = z
  .array(functionToolSchema)
  .max(MAX_TOOLS, `must be at most ${MAX_TOOLS} tools`)
  .refine(
    (tools) => new Set(tools.map((tool) => tool.function.name)).size === tools.length,
    'must have names that are all different',
  )
  .refine(
    (tools) => JSON.stringify(tools).length <= MAX_TOOLS_LENGTH,
    `must be at most ${MAX_TOOLS_LENGTH} characters of JSON in total`,
  );

/** Whether the model may or must call tools, and which tools. */
export const toolChoiceSchema = z.union(
  [
    z.enum(['none', 'auto', 'required']),
    z.strictObject({ type: z.literal('function'), function: z.strictObject({ name: nameSchema }) }),
  ],
  'must be none, auto, required, or a function by its name',
);

export type ToolChoice = z.infer<typeof toolChoiceSchema>;
