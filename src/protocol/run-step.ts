import { z } from 'zod';
import { formSchema } from './form.ts';
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

/** A run of another agent that a run has started, on a thread of its own. */
export const childRunReferenceSchema = z.object({
  thread_id: z.string(),
  run_id: z.string(),
  assistant_id: z.string(),
  /** The number of its deltas; null until it has ended. Only in the list of a thread's steps. */
  deltas: z.number().nullish(),
});

export type ChildRunReference = z.infer<typeof childRunReferenceSchema>;

/** A question that the person has answered. `content` is null if the person declined to answer. */
export const answeredQuestionSchema = z.object({
  question: z.string(),
  form: formSchema,
  content: z.record(z.string(), z.unknown()).nullable(),
});

export type AnsweredQuestion = z.infer<typeof answeredQuestionSchema>;

/**
 * What a step does: it creates a message, calls tools, runs another agent, has asked the person a question, or has only
 * thought before its run ended early.
 */
const runStepDetailsSchema = z.union([
  z.object({ type: z.literal('message_creation'), message_creation: z.object({ message_id: z.string() }) }),
  z.object({ type: z.literal('tool_calls'), tool_calls: z.array(toolCallSchema) }),
  z.object({ type: z.literal('child_run'), child_run: childRunReferenceSchema }),
  z.object({ type: z.literal('question'), question: answeredQuestionSchema }),
  z.object({ type: z.literal('thinking') }),
]);

export type RunStepDetails = z.infer<typeof runStepDetailsSchema>;

/** One step of a run. Times are Unix seconds. */
export const runStepSchema = z.object({
  id: z.string(),
  /**
   * `thread.run.child` if it runs another agent, `thread.run.question` if it has asked a question, `thread.run.thinking` if
   * it has only thought. Such steps are not part of OpenAI's API, or of the list of a run's steps.
   */
  object: z.enum(['thread.run.step', 'thread.run.child', 'thread.run.question', 'thread.run.thinking']),
  created_at: z.number(),
  thread_id: z.string(),
  run_id: z.string(),
  assistant_id: z.string(),
  type: z.enum(['message_creation', 'tool_calls', 'child_run', 'question', 'thinking']),
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
