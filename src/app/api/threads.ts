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
import { request, requestJson } from './http.ts';

/** What every query about any thread has as the start of its key. */
export const ANY_THREAD_KEY = ['thread'] as const;

/** The same of what threads are. It is no part of that: what happens in a thread does not change what it is. */
export const ANY_THREAD_ITSELF_KEY = ['thread-itself'] as const;

/** What every query about one thread has as the start of its key. */
export function threadKey(threadId: string) {
  return [...ANY_THREAD_KEY, threadId] as const;
}

/**
 * The conversations in pages of a hundred, those first in which something happened last: of each the version in which
 * that was.
 */
export const threadsQuery = listQuery(['threads'], '');

/** The same of those that hold all words of `search`, in their title or in their messages: of each the latest such version. */
export function threadSearchQuery(search: string) {
  return listQuery([...threadsQuery.queryKey, 'search', search], `&search=${encodeURIComponent(search)}`);
}

function listQuery(queryKey: readonly string[], parameters: string) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === null ? '' : `&after=${encodeURIComponent(pageParam)}`;
      const path = `/v1/threads?limit=100&versions=latest${parameters}${cursor}`;
      return requestJson(pageSchema(threadSchema), path, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.has_more ? page.last_id : null),
    select: uniqueThreads,
  });
}

/** A conversation in which something happens between two pages is in both. */
function uniqueThreads({ pages }: InfiniteData<Page<Thread>>): Thread[] {
  const unique = new Map<string, Thread>();
  for (const thread of pages.flatMap(({ data }) => data)) {
    const conversation = conversationOf(thread);
    if (!unique.has(conversation)) unique.set(conversation, thread);
  }
  return [...unique.values()];
}

/** How a thread has been listed: as the row of its conversation, as another version of it, or not at all. */
export function listedAs(client: QueryClient, threadId: string): 'row' | 'version' | null {
  const lists = client.getQueriesData<InfiniteData<Page<Thread>>>({ queryKey: threadsQuery.queryKey });
  const rows = lists.flatMap(([, list]) => list?.pages.flatMap(({ data }) => data) ?? []);
  if (rows.some(({ id }) => id === threadId)) return 'row';
  return rows.some((row) => isVersionOf(row, threadId)) ? 'version' : null;
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

/**
 * Deletes all threads of the account, and what runs in them.
 * @throws what `request` does
 */
export function deleteThreads(): Promise<void> {
  return request('/v1/threads', { method: 'DELETE' });
}

/** Gives all versions of a conversation the title that a person chose. What else is noted of them stays. */
export async function renameThread(threadId: string, topic: string): Promise<Thread> {
  const { metadata } = await getThread(threadId);
  return requestJson(threadSchema, `${threadPath(threadId)}?versions=all`, {
    body: { metadata: { ...metadata, topic, topic_by: 'person' } },
  });
}

/**
 * Deletes all versions of a conversation, also while the page is being left. One that is gone already counts as
 * deleted.
 */
export async function deleteThread(threadId: string): Promise<void> {
  try {
    await request(`${threadPath(threadId)}?versions=all`, { method: 'DELETE', keepalive: true });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Puts the title that the hub has answered with wherever a version of that thread is known. */
export async function keepTitle(client: QueryClient, renamed: Thread): Promise<void> {
  const { topic = '', topic_by = '' } = renamed.metadata;
  const withTitle = (thread: Thread): Thread =>
    conversationOf(thread) === conversationOf(renamed)
      ? { ...thread, metadata: { ...thread.metadata, topic, topic_by } }
      : thread;
  await changeLists(client, withTitle);
  client.setQueriesData<Thread>({ queryKey: ANY_THREAD_ITSELF_KEY }, (thread) => thread && withTitle(thread));
}

/** Puts a version in which a run has begun in the place of its conversation. */
export async function keepVersion(client: QueryClient, version: Thread, runId: string): Promise<void> {
  client.setQueryData(threadQuery(version.id).queryKey, version);
  await changeLists(client, (thread) => {
    if (conversationOf(thread) !== conversationOf(version)) return thread;
    const versions = [version.id, ...(thread.versions ?? [thread.id])];
    // What was found stays what was found.
    return thread.match === undefined
      ? { ...version, last_active_at: thread.last_active_at, versions, active_run_id: runId }
      : { ...thread, versions };
  });
}

/** Takes a conversation that was deleted out of all that is known. */
export async function forgetThread(client: QueryClient, deleted: Thread): Promise<void> {
  await changeLists(client, (thread) => (conversationOf(thread) === conversationOf(deleted) ? null : thread));
  for (const id of versionsOf(deleted)) {
    client.removeQueries({ queryKey: threadKey(id) });
    client.removeQueries({ queryKey: threadQuery(id).queryKey });
  }
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
