import {
  infiniteQueryOptions,
  queryOptions,
  skipToken,
  type InfiniteData,
  type QueryClient,
} from '@tanstack/react-query';
import { isMissing } from '../../client/hub-requests.ts';
import { threadPath } from '../../client/thread-path.ts';
import { pageSchema, type Page } from '../../protocol/page.ts';
import { threadSchema, type Thread } from '../../protocol/thread.ts';
import { FORKS_KEY } from './forks.ts';
import { request, requestJson } from './http.ts';

/** What every query about any thread has as the start of its key. */
export const ANY_THREAD_KEY = ['thread'] as const;

/** The same of what threads are. It is no part of that: what happens in a thread does not change what it is. */
export const ANY_THREAD_ITSELF_KEY = ['thread-itself'] as const;

/** What every query about one thread has as the start of its key. */
export function threadKey(threadId: string) {
  return [...ANY_THREAD_KEY, threadId] as const;
}

/** The threads in pages of a hundred, those first in which something happened last. */
export const threadsQuery = listQuery(['threads'], '');

/** The same of those that hold all words of `search`, in their title or in what was said. */
export function threadSearchQuery(search: string) {
  return listQuery([...threadsQuery.queryKey, 'search', search], `&search=${encodeURIComponent(search)}`);
}

function listQuery(queryKey: readonly string[], parameters: string) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === null ? '' : `&after=${encodeURIComponent(pageParam)}`;
      const path = `/v1/threads?limit=100${parameters}${cursor}`;
      return requestJson(pageSchema(threadSchema), path, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.has_more ? page.last_id : null),
    select: uniqueThreads,
  });
}

/** A thread in which something happens between two pages is in both. */
function uniqueThreads({ pages }: InfiniteData<Page<Thread>>): Thread[] {
  return [
    ...new Map(pages.flatMap(({ data }) => data.map((thread) => [thread.id, thread] as const))).values(),
  ];
}

/** One thread. Null: there is none yet. */
export function threadQuery(threadId: string | null) {
  return queryOptions({
    queryKey: [...ANY_THREAD_ITSELF_KEY, threadId],
    queryFn: threadId === null ? skipToken : ({ signal }) => getThread(threadId, signal),
  });
}

function getThread(threadId: string, signal?: AbortSignal): Promise<Thread> {
  return requestJson(threadSchema, threadPath(threadId), signal && { signal });
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

/** Gives a thread the title that a person chose. What else is noted of it stays. */
export async function renameThread(threadId: string, topic: string): Promise<Thread> {
  const { metadata } = await getThread(threadId);
  return requestJson(threadSchema, threadPath(threadId), {
    body: { metadata: { ...metadata, topic, topic_by: 'person' } },
  });
}

/** Deletes a thread, also while the page is being left. One that is gone already counts as deleted. */
export async function deleteThread(threadId: string): Promise<void> {
  try {
    await request(threadPath(threadId), { method: 'DELETE', keepalive: true });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Puts the metadata of a thread that the hub has answered with wherever that thread is known. */
export async function keepMetadata(client: QueryClient, { id, metadata }: Thread): Promise<void> {
  await changeLists(client, (thread) => (thread.id === id ? { ...thread, metadata } : thread));
  client.setQueryData(threadQuery(id).queryKey, (thread) => thread && { ...thread, metadata });
}

/** Takes a thread that was deleted out of all that is known. */
export async function forgetThread(client: QueryClient, threadId: string): Promise<void> {
  await changeLists(client, (thread) => (thread.id === threadId ? null : thread));
  client.removeQueries({ queryKey: threadKey(threadId) });
  client.removeQueries({ queryKey: threadQuery(threadId).queryKey });
  void client.invalidateQueries({ queryKey: FORKS_KEY });
}

/** An answer that is under way knows nothing of the change: it is asked for anew. */
async function changeLists(client: QueryClient, change: (thread: Thread) => Thread | null): Promise<void> {
  const { queryKey } = threadsQuery;
  await client.cancelQueries({ queryKey });
  client.setQueriesData<InfiniteData<Page<Thread>>>({ queryKey }, (list) => {
    if (!list) return list;
    const pages = list.pages.map((page) => ({
      ...page,
      data: page.data.map(change).filter((thread) => thread !== null),
    }));
    return { ...list, pages };
  });
  void client.invalidateQueries({ queryKey });
}
