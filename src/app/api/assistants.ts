import { queryOptions, skipToken } from '@tanstack/react-query';
import { getAssistant, listAssistants } from '../../client/assistants.ts';
import { assistantSchema } from '../../protocol/assistant.ts';
import { pageSchema } from '../../protocol/page.ts';
import { takeFirstAnswer } from './first-answers.ts';
import { hub } from './http.ts';

const FRESH_FOR = 60_000;

/** All agents that the hub shows; it may have more. */
export const assistantsQuery = queryOptions({
  queryKey: ['assistants'],
  queryFn: ({ signal }) => listAssistants(hub, signal),
  initialData: () => {
    const first = takeFirstAnswer(pageSchema(assistantSchema), 'assistants');
    return first?.has_more === false ? first.data : undefined;
  },
  staleTime: FRESH_FOR,
});

/** One agent, shown or not, by its id or under the version `latest`. Null: there is none to ask for. */
export function assistantQuery(id: string | null) {
  return queryOptions({
    queryKey: ['assistant', id],
    queryFn: id ? ({ signal }) => getAssistant(hub, id, signal) : skipToken,
    staleTime: FRESH_FOR,
  });
}
