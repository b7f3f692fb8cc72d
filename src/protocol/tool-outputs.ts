import { z } from 'zod';
import { MAX_OUTPUTS_LENGTH, MAX_TOOL_CALLS } from './tool-call-limits.ts';

/** Model servers create these ids. Some store data in them, such as the model's thoughts, so the ids may be long. */
const callIdSchema = z.string().min(1);

const outputsSchema = z
  .array(z.strictObject({ tool_call_id: callIdSchema, output: z.string().nullish() }))
  .max(MAX_TOOL_CALLS)
  .refine(
    (outputs) => outputs.reduce((sum, { output }) => sum + (output?.length ?? 0), 0) <= MAX_OUTPUTS_LENGTH,
    `must be at most ${MAX_OUTPUTS_LENGTH} characters long in total`,
  );

/** The body of `POST /threads/{id}/runs/{id}/submit_tool_outputs`. */
export const toolOutputsSchema = z.strictObject({
  tool_outputs: outputsSchema,
  stream: z.boolean().nullish(),
});

/** The body of `POST /threads/{id}/runs/{id}/outputs`. `message_id` is the header of the completion. */
export const agentOutputsSchema = z.strictObject({
  message_id: z.string(),
  tool_outputs: outputsSchema.min(1),
});

export type AgentOutputs = z.infer<typeof agentOutputsSchema>;

/** The output of a tool, with the id of its call. */
export type ToolOutput = z.infer<typeof toolOutputsSchema>['tool_outputs'][number];
