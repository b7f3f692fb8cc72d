import { z } from 'zod';

const toolCallSchema = z.object({
  id: z.string(),
  type: z.literal('function'),
  function: z.object({ name: z.string(), arguments: z.string(), output: z.string().nullable() }),
});

/** A step of a run, as `RunStep` has it. */
export const runStepSchema = z.looseObject({
  id: z.string(),
  object: z.literal('thread.run.step'),
  created_at: z.number(),
  thread_id: z.string(),
  run_id: z.string(),
  assistant_id: z.string(),
  type: z.enum(['message_creation', 'tool_calls']),
  status: z.enum(['in_progress', 'completed', 'cancelled', 'failed', 'expired']),
  step_details: z.union([
    z.object({ type: z.literal('message_creation'), message_creation: z.object({ message_id: z.string() }) }),
    z.object({ type: z.literal('tool_calls'), tool_calls: z.array(toolCallSchema) }),
  ]),
  completed_at: z.number().nullable(),
  cancelled_at: z.number().nullable(),
  failed_at: z.number().nullable(),
  expired_at: z.number().nullable(),
});
