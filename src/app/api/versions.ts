import { queryOptions, skipToken, type QueryClient } from '@tanstack/react-query';
import { threadPath } from '../../client/paths.ts';
import type { Metadata } from '../../protocol/metadata.ts';
import { threadSchema, versionListSchema, type Thread } from '../../protocol/thread.ts';
import { loadEarlierMessages, messagesQuery } from './messages.ts';
import { hub } from './hub.ts';
import { newestRunQuery } from './runs.ts';
import { ANY_THREAD_KEY, threadKey, threadQuery } from './threads.ts';

const VERSIONS = 'versions';

/** The messages of a thread that have other versions, in order. With null nothing is fetched. */
export function versionsQuery(threadId: string | null) {
  return queryOptions({
    queryKey: [...threadKey(threadId ?? ''), VERSIONS],
    queryFn:
      threadId === null
        ? skipToken
        : async ({ signal }) =>
            (await hub.requestJson(versionListSchema, `${threadPath(threadId)}/versions`, { signal })).data,
  });
}

/** Returns the keys of all active versions queries. */
export function shownVersionsKeys(client: QueryClient) {
  const queries = client.getQueryCache().findAll({ queryKey: ANY_THREAD_KEY, type: 'active' });
  return queries.map(({ queryKey }) => queryKey).filter((queryKey) => queryKey.at(-1) === VERSIONS);
}

/**
 * Copies the messages before `beforeMessageId` to a new thread, which is a new version of the conversation. The hub
 * makes one copy per idempotency key.
 * @param metadata entries that replace those of the thread's metadata
 */
export function forkVersion(
  threadId: string,
  beforeMessageId: string,
  metadata: Metadata,
  idempotencyKey: string,
): Promise<Thread> {
  return hub.requestJson(threadSchema, `${threadPath(threadId)}/fork`, {
    body: { before_message_id: beforeMessageId, as_version: true, metadata },
    idempotencyKey,
  });
}

/**
 * Loads everything that a thread's page needs, and its messages from the newest back to the one at `index`. Errors are
 * ignored: the page loads what is missing, and shows why if that fails.
 * @param index number of messages before the oldest one to load
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
      return; // the thread's page has a button that loads them
    }
  }
}
