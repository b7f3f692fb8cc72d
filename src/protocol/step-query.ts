import type { z } from 'zod';
import { pageQuerySchema } from './page-query.ts';
import { queryFlag } from './query-flag.ts';

/** The query of a list of steps. With `include_thinking`, steps have what the model thought before. */
export const stepQuerySchema = pageQuerySchema.extend({ include_thinking: queryFlag(false) });

export type StepQuery = z.infer<typeof stepQuerySchema>;
