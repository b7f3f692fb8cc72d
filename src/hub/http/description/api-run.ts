import { z } from 'zod';
import { answersRequiredSchema } from '../../../protocol/person-request.ts';
import { requiredActionSchema, toolOutputsRequiredSchema } from '../../../protocol/required-action.ts';
import { runSchema, runStatusSchema } from '../../../protocol/run.ts';

/**
 * A run in an answer of the API, which shows the hub's own statuses `awaiting_tools` and `awaiting_answers` as
 * `requires_action`.
 */
export const apiRunSchema = z.looseObject({
  ...runSchema.shape,
  status: runStatusSchema.exclude(['awaiting_tools', 'awaiting_answers']),
  required_action: z
    .union([toolOutputsRequiredSchema, answersRequiredSchema, requiredActionSchema])
    .nullish(),
});
