import { queryOptions, skipToken } from '@tanstack/react-query';
import { messageSchema } from '../../protocol/message.ts';
import { requestAllPages } from './http.ts';
import { threadKey, threadPath } from './threads.ts';

/** All messages of a thread, oldest first. Null: there is no thread yet. */
export function messagesQuery(threadId: string | null) {
  return queryOptions({
    queryKey: [...threadKey(threadId ?? ''), 'messages'],
    queryFn:
      threadId === null
        ? skipToken
        : ({ signal }) => requestAllPages(messageSchema, `${threadPath(threadId)}/messages`, signal),
  });
}
