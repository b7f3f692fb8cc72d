import { z } from 'zod';

/** How many characters the outputs of one submission may have together: they are sent to the model with each later request. */
const LONGEST_OUTPUTS = 512 * 1024;
/** A model calls so many tools at once at most. */
export const MAX_TOOL_CALLS = 128;

/** Model servers make these ids, and some put more into them than a name, such as what the model has thought. */
const callIdSchema = z.string().min(1);

/** The body of `POST /threads/{id}/runs/{id}/submit_tool_outputs`. */
export const toolOutputsSchema = z.strictObject({
  tool_outputs: z
    .array(z.strictObject({ tool_call_id: callIdSchema, output: z.string().nullish() }))
    .max(MAX_TOOL_CALLS)
    .refine(
      (outputs) => outputs.reduce((sum, { output }) => sum + (output?.length ?? 0), 0) <= LONGEST_OUTPUTS,
      `must be at most ${LONGEST_OUTPUTS} characters long together`,
    ),
  stream: z.boolean().nullish(),
});

/** The output of a tool, for the call that asked for it. */
export type ToolOutput = z.infer<typeof toolOutputsSchema>['tool_outputs'][number];
