import { queryOptions } from '@tanstack/react-query';
import { assistantSchema } from '../../protocol/assistant.ts';
import { pageSchema } from '../../protocol/page.ts';
import { requestJson } from './http.ts';

/** The agents that the hub has. */
export const assistantsQuery = queryOptions({
  queryKey: ['assistants'],
  queryFn: async ({ signal }) => {
    const page = await requestJson(pageSchema(assistantSchema), '/v1/assistants?limit=100', { signal });
    return page.data;
  },
  staleTime: 60_000,
});
