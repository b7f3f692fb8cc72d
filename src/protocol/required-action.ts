import { z } from 'zod';

/** A function call whose output a run waits for. */
const requiredCallSchema = z.looseObject({
  id: z.string(),
  type: z.literal('function'),
  function: z.looseObject({ name: z.string(), arguments: z.string() }),
});

export type RequiredCall = z.infer<typeof requiredCallSchema>;

const toolOutputsRequiredSchema = z.looseObject({
  type: z.literal('submit_tool_outputs'),
  submit_tool_outputs: z.looseObject({ tool_calls: z.array(requiredCallSchema) }),
});

/**
 * The input that a run needs. If it needs outputs of tools, the run waits for them. If it needs the person's next
 * message, the run has ended.
 */
export const requiredActionSchema = z.union([toolOutputsRequiredSchema, z.looseObject({ type: z.string() })]);

/** Returns the required action of a run that waits for the outputs of these calls. */
export function toolOutputsRequired(calls: readonly RequiredCall[]) {
  return { type: 'submit_tool_outputs', submit_tool_outputs: { tool_calls: [...calls] } };
}

/** Returns the calls whose outputs a run waits for; an empty array for any other action. */
export function requiredCalls(action: unknown): RequiredCall[] {
  return toolOutputsRequiredSchema.safeParse(action).data?.submit_tool_outputs.tool_calls ?? [];
}

/** Whether this is the action of a run that continues once the outputs of tools are submitted. */
export function isToolOutputsRequired(action: unknown): boolean {
  return (action as { type?: unknown } | null | undefined)?.type === 'submit_tool_outputs';
}
