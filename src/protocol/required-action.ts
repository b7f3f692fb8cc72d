import { z } from 'zod';

/** A call of a function that a run waits for. */
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

/** What a run waits for: the outputs of tools; or the person's next message, and then it has ended. */
export const requiredActionSchema = z.union([toolOutputsRequiredSchema, z.looseObject({ type: z.string() })]);

/** The action of a run that waits for the outputs of these calls. */
export function toolOutputsRequired(calls: readonly RequiredCall[]) {
  return { type: 'submit_tool_outputs', submit_tool_outputs: { tool_calls: [...calls] } };
}

/** The calls whose outputs a run waits for; none where it waits for something else, or for nothing. */
export function requiredCalls(action: unknown): RequiredCall[] {
  return toolOutputsRequiredSchema.safeParse(action).data?.submit_tool_outputs.tool_calls ?? [];
}

/** Whether this is the action of a run that goes on once the outputs of tools are submitted. */
export function isToolOutputsRequired(action: unknown): boolean {
  return (action as { type?: unknown } | null | undefined)?.type === 'submit_tool_outputs';
}
