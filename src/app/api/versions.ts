import { queryOptions, skipToken, type QueryClient } from '@tanstack/react-query';
import { threadPath } from '../../client/paths.ts';
import type { Metadata } from '../../protocol/metadata.ts';
import { threadSchema, versionListSchema, type Thread } from '../../protocol/thread.ts';
import { loadEarlierMessages, messagesQuery } from './messages.ts';
import { requestJson } from './http.ts';
import { newestRunQuery } from './thread-runs.ts';
import { ANY_THREAD_KEY, threadKey, threadQuery } from './threads.ts';

const VERSIONS = 'versions';

/** The messages of a thread that have other versions, first message first. Null: there is no thread yet. */
export function versionsQuery(threadId: string | null) {
  return queryOptions({
    queryKey: [...threadKey(threadId ?? ''), VERSIONS],
    queryFn:
      threadId === null
        ? skipToken
        : async ({ signal }) =>
            (await requestJson(versionListSchema, `${threadPath(threadId)}/versions`, { signal })).data,
  });
}

/** The keys of the queries for versions whose answers are shown. */
export function shownVersionsKeys(client: QueryClient) {
  const queries = client.getQueryCache().findAll({ queryKey: ANY_THREAD_KEY, type: 'active' });
  return queries.map(({ queryKey }) => queryKey).filter((queryKey) => queryKey.at(-1) === VERSIONS);
}

/**
 * Copies the messages before one to a new thread, once for each key. The copy is another version of the conversation.
 * @param metadata replaces entries of the thread's
 */
export function forkVersion(
  threadId: string,
  beforeMessageId: string,
  metadata: Metadata,
  idempotencyKey: string,
): Promise<Thread> {
  return requestJson(threadSchema, `${threadPath(threadId)}/fork`, {
    body: { before_message_id: beforeMessageId, as_version: true, metadata },
    idempotencyKey,
  });
}

/**
 * Loads what a thread is shown with, and its messages as far back as one of them. What cannot be loaded is left to the
 * page of the thread, which says why.
 * @param index how many messages stand before that one
 */
export async function loadVersion(client: QueryClient, threadId: string, index: number): Promise<void> {
  await Promise.all([
    client.prefetchQuery(threadQuery(threadId)),
    client.prefetchQuery(newestRunQuery(threadId)),
    client.prefetchQuery(messagesQuery(threadId)),
    client.prefetchQuery(versionsQuery(threadId)),
  ]);
  const versions = client.getQueryData(versionsQuery(threadId).queryKey);
  const messageId = versions?.find((version) => version.index === index)?.message_id;
  if (!messageId) return;
  for (;;) {
    const loaded = client.getQueryData(messagesQuery(threadId).queryKey);
    if (!loaded?.hasEarlier || loaded.pages.flat().some(({ id }) => id === messageId)) return;
    try {
      await loadEarlierMessages(client, threadId);
    } catch {
      return; // the page of the thread offers to load them
    }
  }
}
