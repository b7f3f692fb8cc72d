import { z } from 'zod';
import { thinkingSchema } from './thinking.ts';
import { usageSchema } from './usage.ts';

export const runStepStatusSchema = z.enum(['in_progress', 'completed', 'cancelled', 'failed', 'expired']);

/** The status of a run step: https://platform.openai.com/docs/api-reference/run-steps/step-object */
export type RunStepStatus = z.infer<typeof runStepStatusSchema>;

/**
 * A tool call. The hub does not run tools: the output comes from the agent, or from the program that started the run.
 * Until then, `output` is null.
 */
export const toolCallSchema = z.object({
  id: z.string(),
  type: z.literal('function'),
  function: z.object({ name: z.string(), arguments: z.string(), output: z.string().nullable() }),
});

export type ToolCall = z.infer<typeof toolCallSchema>;

/** What a step does: it creates a message, or calls tools. */
const runStepDetailsSchema = z.union([
  z.object({ type: z.literal('message_creation'), message_creation: z.object({ message_id: z.string() }) }),
  z.object({ type: z.literal('tool_calls'), tool_calls: z.array(toolCallSchema) }),
]);

export type RunStepDetails = z.infer<typeof runStepDetailsSchema>;

/** One step of a run. Times are Unix seconds. */
export const runStepSchema = z.object({
  id: z.string(),
  object: z.literal('thread.run.step'),
  created_at: z.number(),
  thread_id: z.string(),
  run_id: z.string(),
  assistant_id: z.string(),
  type: z.enum(['message_creation', 'tool_calls']),
  status: runStepStatusSchema,
  step_details: runStepDetailsSchema,
  completed_at: z.number().nullable(),
  cancelled_at: z.number().nullable(),
  failed_at: z.number().nullable(),
  expired_at: z.number().nullable(),
  last_error: z.null(),
  /** The tokens that the step's completion used. Null until the step has ended, or if the model did not report them. */
  usage: usageSchema.nullable(),
  metadata: z.null(),
  /**
   * What the model thought before it called the tools, if its completion has no message. Not part of OpenAI's API.
   * Events have it without the text.
   */
  thinking: thinkingSchema.partial({ text: true }).optional(),
  /**
   * The id of the next message of the run; null if the step came after its last message. Only in the list of a thread's
   * steps. Not part of OpenAI's API.
   */
  next_message_id: z.string().nullish(),
});

export type RunStep = z.infer<typeof runStepSchema>;
