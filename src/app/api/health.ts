import { queryOptions } from '@tanstack/react-query';
import { healthSchema } from '../../protocol/health.ts';
import { takeFirstAnswer } from './first-answers.ts';
import { requestJson } from './http.ts';

/** What the hub runs on. */
export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => requestJson(healthSchema, '/health', { signal }),
  initialData: () => takeFirstAnswer(healthSchema, 'health'),
  staleTime: 60_000,
});
