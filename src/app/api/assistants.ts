import { queryOptions, skipToken } from '@tanstack/react-query';
import { assistantSchema } from '../../protocol/assistant.ts';
import { pageSchema } from '../../protocol/page.ts';
import { requestJson } from './http.ts';

const FRESH_FOR = 60_000;

/** The agents that the hub shows; it may have more. */
export const assistantsQuery = queryOptions({
  queryKey: ['assistants'],
  queryFn: async ({ signal }) => {
    const page = await requestJson(pageSchema(assistantSchema), '/v1/assistants?limit=100', { signal });
    return page.data;
  },
  staleTime: FRESH_FOR,
});

/** One agent, shown or not, by its id or under the version `latest`. Null: there is none to ask for. */
export function assistantQuery(id: string | null) {
  return queryOptions({
    queryKey: ['assistant', id],
    queryFn: id
      ? ({ signal }) => requestJson(assistantSchema, `/v1/assistants/${encodeURIComponent(id)}`, { signal })
      : skipToken,
    staleTime: FRESH_FOR,
  });
}
