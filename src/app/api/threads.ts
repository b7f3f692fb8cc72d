import {
  infiniteQueryOptions,
  queryOptions,
  skipToken,
  type InfiniteData,
  type QueryClient,
} from '@tanstack/react-query';
import { isMissing } from '../../client/hub-requests.ts';
import { threadPath } from '../../client/paths.ts';
import { pageSchema, type Page } from '../../protocol/page.ts';
import { conversationOf, isVersionOf, threadSchema, versionsOf, type Thread } from '../../protocol/thread.ts';
import { hub } from './hub.ts';

/** The start of the key of every query about a thread's content. */
export const ANY_THREAD_KEY = ['thread'] as const;

/** The start of the key of every query for a thread object. Separate, because it does not change with the content. */
export const ANY_THREAD_ITSELF_KEY = ['thread-itself'] as const;

/** The start of the key of every query about the content of one thread. */
export function threadKey(threadId: string) {
  return [...ANY_THREAD_KEY, threadId] as const;
}

/**
 * The conversations in pages of a hundred, sorted by their last activity, newest first. Each conversation is
 * represented by its last active version.
 */
export const threadsQuery = listQuery(['threads'], '');

/**
 * The conversations with all words of `search` in their title or messages. Each conversation is represented by the
 * latest version that matches.
 */
export function threadSearchQuery(search: string) {
  return listQuery([...threadsQuery.queryKey, 'search', search], `&search=${encodeURIComponent(search)}`);
}

function listQuery(queryKey: readonly string[], parameters: string) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === null ? '' : `&after=${encodeURIComponent(pageParam)}`;
      const path = `/v1/threads?limit=100&versions=latest${parameters}${cursor}`;
      return hub.requestJson(pageSchema(threadSchema), path, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.has_more ? page.last_id : null),
    select: uniqueThreads,
  });
}

/** Removes duplicates: a conversation with activity between the requests of two pages is on both. */
function uniqueThreads({ pages }: InfiniteData<Page<Thread>>): Thread[] {
  const unique = new Map<string, Thread>();
  for (const thread of pages.flatMap(({ data }) => data)) {
    const conversation = conversationOf(thread);
    if (!unique.has(conversation)) unique.set(conversation, thread);
  }
  return [...unique.values()];
}

/**
 * Returns how the cached lists contain a thread: as the row of its conversation, as another version of a row, or not at
 * all (null).
 */
export function listedAs(client: QueryClient, threadId: string): 'row' | 'version' | null {
  const lists = client.getQueriesData<InfiniteData<Page<Thread>>>({ queryKey: threadsQuery.queryKey });
  const rows = lists.flatMap(([, list]) => list?.pages.flatMap(({ data }) => data) ?? []);
  if (rows.some(({ id }) => id === threadId)) return 'row';
  return rows.some((row) => isVersionOf(row, threadId)) ? 'version' : null;
}

/** One thread. With null nothing is fetched. */
export function threadQuery(threadId: string | null) {
  return queryOptions({
    queryKey: [...ANY_THREAD_ITSELF_KEY, threadId],
    queryFn: threadId === null ? skipToken : ({ signal }) => getThread(threadId, signal),
  });
}

function getThread(threadId: string, signal?: AbortSignal): Promise<Thread> {
  return hub.requestJson(threadSchema, threadPath(threadId), signal && { signal });
}

/**
 * Deletes all threads of the account, and stops their runs.
 * @throws the errors of `request`
 */
export function deleteThreads(): Promise<void> {
  return hub.request('/v1/threads', { method: 'DELETE' });
}

/** Sets the title of all versions of a conversation, and marks it as chosen by the person. Other metadata stays. */
export async function renameThread(threadId: string, topic: string): Promise<Thread> {
  const { metadata } = await getThread(threadId);
  return hub.requestJson(threadSchema, `${threadPath(threadId)}?versions=all`, {
    body: { metadata: { ...metadata, topic, topic_by: 'person' } },
  });
}

/**
 * Deletes all versions of a conversation. The request continues after the page is closed. A conversation that does not
 * exist counts as deleted.
 */
export async function deleteThread(threadId: string): Promise<void> {
  try {
    await hub.request(`${threadPath(threadId)}?versions=all`, { method: 'DELETE', keepalive: true });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Sets the new title on all cached versions of a renamed thread. */
export async function cacheTitle(client: QueryClient, renamed: Thread): Promise<void> {
  const { topic = '', topic_by = '' } = renamed.metadata;
  const withTitle = (thread: Thread): Thread =>
    conversationOf(thread) === conversationOf(renamed)
      ? { ...thread, metadata: { ...thread.metadata, topic, topic_by } }
      : thread;
  await changeLists(client, withTitle);
  client.setQueriesData<Thread>({ queryKey: ANY_THREAD_ITSELF_KEY }, (thread) => thread && withTitle(thread));
}

/** Adds a version in which a run has started to the cache. The version becomes the row of its conversation. */
export async function cacheVersion(client: QueryClient, version: Thread, runId: string): Promise<void> {
  client.setQueryData(threadQuery(version.id).queryKey, version);
  await changeLists(client, (thread) => {
    if (conversationOf(thread) !== conversationOf(version)) return thread;
    const versions = [version.id, ...(thread.versions ?? [thread.id])];
    // A search result keeps the version that matched.
    return thread.match === undefined
      ? { ...version, last_active_at: thread.last_active_at, versions, active_run_id: runId }
      : { ...thread, versions };
  });
}

/** Removes a deleted conversation from the cache. */
export async function uncacheThread(client: QueryClient, deleted: Thread): Promise<void> {
  await changeLists(client, (thread) => (conversationOf(thread) === conversationOf(deleted) ? null : thread));
  for (const id of versionsOf(deleted)) {
    client.removeQueries({ queryKey: threadKey(id) });
    client.removeQueries({ queryKey: threadQuery(id).queryKey });
  }
}

/**
 * Changes the cached lists. Requests in progress are cancelled and sent again, because their results would not contain
 * the change.
 */
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
