import { queryOptions, skipToken } from '@tanstack/react-query';
import { pageSchema } from '../../protocol/page.ts';
import { threadSchema, type Thread } from '../../protocol/thread.ts';
import { request, requestJson } from './http.ts';

/** The path of a thread at the hub. */
export function threadPath(threadId: string): string {
  return `/v1/threads/${encodeURIComponent(threadId)}`;
}

/** What every query about any thread has as the start of its key. */
export const ANY_THREAD_KEY = ['thread'] as const;

/** What every query about one thread has as the start of its key. */
export function threadKey(threadId: string) {
  return [...ANY_THREAD_KEY, threadId] as const;
}

/** The newest hundred threads, newest first. */
export const threadsQuery = queryOptions({
  queryKey: ['threads'],
  queryFn: async ({ signal }) => {
    const page = await requestJson(pageSchema(threadSchema), '/v1/threads?limit=100', { signal });
    return page.data;
  },
});

/** One thread. Null: there is none yet. */
export function threadQuery(threadId: string | null) {
  return queryOptions({
    // Not under the key of the thread: what happens in a thread does not change what it is.
    queryKey: ['thread-itself', threadId],
    queryFn:
      threadId === null
        ? skipToken
        : ({ signal }) => requestJson(threadSchema, threadPath(threadId), { signal }),
  });
}

/** Creates a thread whose title is `topic`, made by rule from what is said first, once for each key. */
export function createThread(topic: string, idempotencyKey: string): Promise<Thread> {
  const metadata = { topic, topic_by: 'rule' };
  return requestJson(threadSchema, '/v1/threads', { body: { metadata }, idempotencyKey });
}

/**
 * Deletes all threads of the account, and what runs in them.
 * @throws what `request` does
 */
export function deleteThreads(): Promise<void> {
  return request('/v1/threads', { method: 'DELETE' });
}
