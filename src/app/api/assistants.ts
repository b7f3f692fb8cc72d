import { queryOptions, skipToken } from '@tanstack/react-query';
import { assistantSchema, type Assistant } from '../../protocol/assistant.ts';
import { pageSchema, type Page } from '../../protocol/page.ts';
import { requestJson } from './http.ts';

const FRESH_FOR = 60_000;

/** All agents that the hub shows; it may have more. */
export const assistantsQuery = queryOptions({
  queryKey: ['assistants'],
  queryFn: async ({ signal }) => {
    const assistants = new Map<string, Assistant>();
    for (let cursor: string | null = ''; cursor !== null;) {
      const path = `/v1/assistants?limit=100${cursor && `&after=${encodeURIComponent(cursor)}`}`;
      const page: Page<Assistant> = await requestJson(pageSchema(assistantSchema), path, { signal });
      for (const assistant of page.data) assistants.set(assistant.id, assistant);
      cursor = page.has_more ? page.last_id : null;
    }
    return [...assistants.values()];
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
