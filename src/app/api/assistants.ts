import { queryOptions, skipToken } from '@tanstack/react-query';
import { getAssistant, listAssistants } from '../../client/assistants.ts';
import { assistantSchema } from '../../protocol/assistant.ts';
import { pageSchema } from '../../protocol/page.ts';
import { takeFirstAnswer } from './first-answers.ts';
import { hub } from './hub.ts';

const FRESH_FOR = 60_000;

/** All agents that the hub lists. The hub may also have hidden agents. */
export const assistantsQuery = queryOptions({
  queryKey: ['assistants'],
  queryFn: ({ signal }) => listAssistants(hub, signal),
  initialData: () => {
    const first = takeFirstAnswer(pageSchema(assistantSchema), 'assistants');
    return first?.has_more === false ? first.data : undefined;
  },
  staleTime: FRESH_FOR,
});

/** One agent, listed or hidden, by its id. The id may contain the version `latest`. With null nothing is fetched. */
export function assistantQuery(id: string | null) {
  return queryOptions({
    queryKey: ['assistant', id],
    queryFn: id ? ({ signal }) => getAssistant(hub, id, signal) : skipToken,
    staleTime: FRESH_FOR,
  });
}
