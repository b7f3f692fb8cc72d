import { queryOptions, skipToken, type QueryClient } from '@tanstack/react-query';
import { ApiError } from '../../client/hub-requests.ts';
import { pagePath, threadPath } from '../../client/paths.ts';
import { messageSchema, type Message } from '../../protocol/message.ts';
import { pageSchema } from '../../protocol/page.ts';
import { hub } from './hub.ts';
import { threadKey } from './threads.ts';

/** The loaded messages of a thread: the newest ones, without a gap. */
export interface LoadedMessages {
  /** Oldest first. New messages are added to the last page; the others never change. */
  readonly pages: readonly (readonly Message[])[];
  /** Whether the thread has messages before these. */
  readonly hasEarlier: boolean;
}

/** Number of messages that are loaded when a thread is opened. */
export const FIRST_PAGE = 50;
/** Number of earlier messages per request, which is the hub's maximum. */
export const EARLIER_PAGE = 100;
/**
 * Number of known messages that are requested again with the new ones. Two messages that are written at the same time
 * may become readable in reverse order. The second to become readable then precedes a known message.
 */
export const OVERLAP = 5;

const messagePageSchema = pageSchema(messageSchema);

/**
 * The newest messages of a thread, and the earlier ones that have been loaded. With null nothing is fetched.
 *
 * Messages are only added at the end, so a refetch requests only new ones. All pages are one cached value;
 * `loadEarlierMessages` adds pages to it.
 */
export function messagesQuery(threadId: string | null) {
  return queryOptions({
    queryKey: [...threadKey(threadId ?? ''), 'messages'],
    queryFn:
      threadId === null ? skipToken : ({ client, signal }) => loadNewerMessages(client, threadId, signal),
  });
}

async function loadNewerMessages(
  client: QueryClient,
  threadId: string,
  signal: AbortSignal,
): Promise<LoadedMessages> {
  const before = loadedMessages(client, threadId);
  if (!before) return loadNewest(threadId, signal);
  const after = before.pages.flat().at(-1 - OVERLAP)?.id ?? null;
  try {
    const newer = await hub.requestAllPages(messageSchema, messagesPath(threadId), { after, signal });
    const last = before.pages.at(-1) ?? [];
    const kept = last.slice(0, last.findIndex(({ id }) => id === after) + 1);
    return { pages: [...before.pages.slice(0, -1), [...kept, ...newer]], hasEarlier: before.hasEarlier };
  } catch (error) {
    if (isUnknownCursor(error)) return loadNewest(threadId, signal);
    throw error;
  }
}

/** Loads the page before the loaded messages, if there is one. */
export async function loadEarlierMessages(client: QueryClient, threadId: string): Promise<void> {
  const loaded = loadedMessages(client, threadId);
  const first = loaded?.pages[0]?.[0];
  if (!loaded?.hasEarlier || !first) return;
  const { queryKey } = messagesQuery(threadId);
  const earlier = await loadPage(threadId, EARLIER_PAGE, first.id).catch((error: unknown) => {
    if (isUnknownCursor(error)) return null;
    throw error;
  });
  // The result of a fetch in progress does not contain this page, and would overwrite it.
  const isFetching = client.isFetching({ queryKey }) > 0;
  if (isFetching) await client.cancelQueries({ queryKey });
  if (!earlier) await client.resetQueries({ queryKey });
  else {
    client.setQueryData(queryKey, (now) => {
      if (now?.pages[0]?.[0]?.id !== first.id) return now; // all messages have been loaded again meanwhile
      return { pages: [...earlier.pages, ...now.pages], hasEarlier: earlier.hasEarlier };
    });
    if (isFetching) void client.invalidateQueries({ queryKey });
  }
}

/**
 * Removes all messages except the newest `FIRST_PAGE` from the cache: earlier ones are not needed when the thread is
 * opened again.
 */
export function dropEarlierMessages(client: QueryClient, threadId: string): void {
  client.setQueryData(messagesQuery(threadId).queryKey, (now) => {
    const messages = now?.pages.flat() ?? [];
    if (messages.length <= FIRST_PAGE) return now;
    return { pages: [messages.slice(-FIRST_PAGE)], hasEarlier: true };
  });
}

function loadedMessages(client: QueryClient, threadId: string): LoadedMessages | undefined {
  return client.getQueryData(messagesQuery(threadId).queryKey);
}

/** Returns the time of the first loaded message, in Unix seconds; Infinity if there is none. */
export async function firstLoadedTime(client: QueryClient, threadId: string): Promise<number> {
  const { pages } = await client.ensureQueryData(messagesQuery(threadId));
  return pages[0]?.[0]?.created_at ?? Infinity;
}

function loadNewest(threadId: string, signal?: AbortSignal): Promise<LoadedMessages> {
  return loadPage(threadId, FIRST_PAGE, null, signal);
}

async function loadPage(
  threadId: string,
  limit: number,
  after: string | null,
  signal?: AbortSignal,
): Promise<LoadedMessages> {
  const path = pagePath(messagesPath(threadId), limit, 'desc', after);
  const page = await hub.requestJson(messagePageSchema, path, signal && { signal });
  return { pages: [page.data.toReversed()], hasEarlier: page.has_more };
}

function messagesPath(threadId: string): string {
  return `${threadPath(threadId)}/messages?include_thinking=true&include_child_runs=false`;
}

/** Whether a page was requested after a message that the hub no longer has in this thread. */
function isUnknownCursor(error: unknown): boolean {
  return error instanceof ApiError && error.status === 400;
}
