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

/** What a run needs: outputs of tools, for which it waits; or the person's next message, and then the run has ended. */
export const requiredActionSchema = z.union([toolOutputsRequiredSchema, z.looseObject({ type: z.string() })]);

/** The required action of a run that waits for the outputs of these calls. */
export function toolOutputsRequired(calls: readonly RequiredCall[]) {
  return { type: 'submit_tool_outputs', submit_tool_outputs: { tool_calls: [...calls] } };
}

/** The calls whose outputs a run waits for; empty for any other action. */
export function requiredCalls(action: unknown): RequiredCall[] {
  return toolOutputsRequiredSchema.safeParse(action).data?.submit_tool_outputs.tool_calls ?? [];
}

/** Whether this is the action of a run that continues once the outputs of tools are submitted. */
export function isToolOutputsRequired(action: unknown): boolean {
  return (action as { type?: unknown } | null | undefined)?.type === 'submit_tool_outputs';
}
