import { z } from 'zod';
import { runSchema, runStatusSchema } from '../../protocol/run.ts';

/** A run as the API tells it: of one that is `awaiting_tools` it says `requires_action`. */
export const toldRunSchema = z.looseObject({
  ...runSchema.shape,
  status: runStatusSchema.exclude(['awaiting_tools']),
});
