import { z } from 'zod';
import { MAX_TOOL_CALLS } from './tool-call-limits.ts';

/**
 * Pieces of tool calls in a stream, each with the index of its call. Chunks of models have this form, and the deltas of
 * steps: https://platform.openai.com/docs/api-reference/chat/streaming
 */
export const toolCallPiecesSchema = z.array(
  z.looseObject({
    index: z
      .number()
      .int()
      .min(0)
      .max(MAX_TOOL_CALLS - 1)
      .default(0),
    id: z.string().nullish(),
    function: z
      .looseObject({
        name: z.string().nullish(),
        arguments: z.string().nullish(),
        output: z.string().nullish(),
      })
      .nullish(),
  }),
);

export type ToolCallPiece = z.infer<typeof toolCallPiecesSchema>[number];

/** The data of a `thread.run.step.delta`: the step, and what one chunk or one output adds to its calls. */
export const stepDeltaSchema = z.looseObject({
  id: z.string(),
  delta: z.looseObject({ step_details: z.looseObject({ tool_calls: toolCallPiecesSchema }) }),
});

export type StepDelta = z.infer<typeof stepDeltaSchema>;
