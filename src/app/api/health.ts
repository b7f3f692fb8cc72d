import { queryOptions } from '@tanstack/react-query';
import { healthSchema } from '../../protocol/health.ts';
import { takeFirstAnswer } from './first-answers.ts';
import { hub } from './hub.ts';

/** The hub's version, database and model. */
export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => hub.requestJson(healthSchema, '/health', { signal }),
  initialData: () => takeFirstAnswer(healthSchema, 'health'),
  staleTime: 60_000,
});
