import { z } from 'zod';

/** How many tools a run may have, as with OpenAI. */
const MOST_TOOLS = 128;
/** How long the JSON of all of them may be, in characters: it is part of each event that tells of the run. */
const LONGEST_TOOLS = 256_000;

const nameSchema = z
  .string()
  .regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, underscores or hyphens');

const functionToolSchema = z.strictObject({
  type: z.literal('function', {
    error: 'this server has function tools only: send the type function',
  }),
  function: z.strictObject({
    name: nameSchema,
    description: z.string().nullish(),
    /** A JSON schema. */
    parameters: z.record(z.string(), z.unknown()).nullish(),
    strict: z.boolean().nullish(),
  }),
});

/** A function that a model may call; whoever started the run executes it. */
export type FunctionTool = z.infer<typeof functionToolSchema>;

/** The tools of an assistant or a run. */
export const toolsSchema = z
  .array(functionToolSchema)
  .max(MOST_TOOLS, `must be at most ${MOST_TOOLS} tools`)
  .refine(
    (tools) => new Set(tools.map((tool) => tool.function.name)).size === tools.length,
    'must have a name each that no other tool has',
  )
  .refine(
    (tools) => JSON.stringify(tools).length <= LONGEST_TOOLS,
    `must be at most ${LONGEST_TOOLS} characters of JSON together`,
  );

/** Whether, and which, tools the model has to call. */
export const toolChoiceSchema = z.union(
  [
    z.enum(['none', 'auto', 'required']),
    z.strictObject({ type: z.literal('function'), function: z.strictObject({ name: nameSchema }) }),
  ],
  'must be none, auto, required, or a function by its name',
);

export type ToolChoice = z.infer<typeof toolChoiceSchema>;
