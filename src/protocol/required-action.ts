import { z } from 'zod';

/** A function call whose output a run waits for. */
const requiredCallSchema = z.looseObject({
  id: z.string(),
  type: z.literal('function'),
  function: z.looseObject({ name: z.string(), arguments: z.string() }),
});

export type RequiredCall = z.infer<typeof requiredCallSchema>;

/** The required action of a run that waits for the outputs of tools. */
export const toolOutputsRequiredSchema = z.looseObject({
  type: z.literal('submit_tool_outputs'),
  submit_tool_outputs: z.looseObject({ tool_calls: z.array(requiredCallSchema) }),
});

/**
 * The input that a run needs. If it needs outputs of tools or answers of the person, the run waits for them. If it needs
 * the person's next message, the run has ended.
 */
export const requiredActionSchema = z.looseObject({ type: z.string() });

/** Returns the required action of a run that waits for the outputs of these calls. */
export function toolOutputsRequired(calls: readonly RequiredCall[]) {
  return { type: 'submit_tool_outputs', submit_tool_outputs: { tool_calls: [...calls] } };
}

/** Returns the calls whose outputs a run waits for; an empty array for any other action. */
export function requiredCalls(action: unknown): RequiredCall[] {
  return toolOutputsRequiredSchema.safeParse(action).data?.submit_tool_outputs.tool_calls ?? [];
}

/** The required actions of runs that continue, and the status that this hub and its clients give to such a run. */
const PAUSES: ReadonlyMap<unknown, 'awaiting_tools' | 'awaiting_answers'> = new Map([
  ['submit_tool_outputs', 'awaiting_tools'],
  ['submit_answers', 'awaiting_answers'],
]);

/**
 * Returns what the run with this action waits for, as a status; undefined if the run has ended, because it needs the
 * person's next message.
 */
export function pauseOf(action: unknown) {
  return PAUSES.get((action as { type?: unknown } | null | undefined)?.type);
}
