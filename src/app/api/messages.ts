import { queryOptions, skipToken, type QueryClient } from '@tanstack/react-query';
import { ApiError } from '../../client/hub-requests.ts';
import { threadPath } from '../../client/paths.ts';
import { messageSchema, type Message } from '../../protocol/message.ts';
import { pageSchema } from '../../protocol/page.ts';
import { requestAllPages, requestJson } from './http.ts';
import { threadKey } from './threads.ts';

/** What has been loaded of a thread's messages: the newest, without a gap. */
export interface LoadedMessages {
  /** Oldest first, as they were loaded: the last one grows, the others stay as they are. */
  readonly pages: readonly (readonly Message[])[];
  /** The thread has messages before these. */
  readonly hasEarlier: boolean;
}

/** How many messages a thread opens with. */
export const FIRST_PAGE = 50;
/** How many are loaded at once before those: as many as the hub gives. */
export const EARLIER_PAGE = 100;
/**
 * How many known messages are asked for again with the new ones. Two that are written at the same time may
 * become readable in the other order, and the one that comes late stands before what is known.
 */
export const OVERLAP = 5;

const messagePageSchema = pageSchema(messageSchema);

/**
 * The newest messages of a thread, and what has been loaded before them. Null: there is no thread yet.
 *
 * Messages are only ever added at the end, so that to fetch again is to fetch what is new. All pages are one
 * value, into which `loadEarlierMessages` puts more.
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
    const newer = await requestAllPages(messageSchema, messagesPath(threadId), { after, signal });
    const last = before.pages.at(-1) ?? [];
    const kept = last.slice(0, last.findIndex(({ id }) => id === after) + 1);
    return { pages: [...before.pages.slice(0, -1), [...kept, ...newer]], hasEarlier: before.hasEarlier };
  } catch (error) {
    if (isUnknownCursor(error)) return loadNewest(threadId, signal);
    throw error;
  }
}

/** Loads the page before what is loaded, if there is one. */
export async function loadEarlierMessages(client: QueryClient, threadId: string): Promise<void> {
  const loaded = loadedMessages(client, threadId);
  const first = loaded?.pages[0]?.[0];
  if (!loaded?.hasEarlier || !first) return;
  const { queryKey } = messagesQuery(threadId);
  const earlier = await loadPage(threadId, EARLIER_PAGE, `&after=${encodeURIComponent(first.id)}`).catch(
    (error: unknown) => {
      if (isUnknownCursor(error)) return null;
      throw error;
    },
  );
  // A fetch under way knows nothing of these: it would put in their place what was there before.
  const isFetching = client.isFetching({ queryKey }) > 0;
  if (isFetching) await client.cancelQueries({ queryKey });
  if (!earlier) await client.resetQueries({ queryKey });
  else {
    client.setQueryData(queryKey, (now) => {
      if (now?.pages[0]?.[0]?.id !== first.id) return now; // they have been loaded anew
      return { pages: [...earlier.pages, ...now.pages], hasEarlier: earlier.hasEarlier };
    });
    if (isFetching) void client.invalidateQueries({ queryKey });
  }
}

/** Lets go of what a thread need not open with the next time. */
export function forgetEarlierMessages(client: QueryClient, threadId: string): void {
  client.setQueryData(messagesQuery(threadId).queryKey, (now) => {
    const messages = now?.pages.flat() ?? [];
    if (messages.length <= FIRST_PAGE) return now;
    return { pages: [messages.slice(-FIRST_PAGE)], hasEarlier: true };
  });
}

function loadedMessages(client: QueryClient, threadId: string): LoadedMessages | undefined {
  return client.getQueryData(messagesQuery(threadId).queryKey);
}

function loadNewest(threadId: string, signal?: AbortSignal): Promise<LoadedMessages> {
  return loadPage(threadId, FIRST_PAGE, '', signal);
}

async function loadPage(
  threadId: string,
  limit: number,
  cursor: string,
  signal?: AbortSignal,
): Promise<LoadedMessages> {
  const path = `${messagesPath(threadId)}?limit=${limit}&order=desc${cursor}`;
  const page = await requestJson(messagePageSchema, path, signal && { signal });
  return { pages: [page.data.toReversed()], hasEarlier: page.has_more };
}

function messagesPath(threadId: string): string {
  return `${threadPath(threadId)}/messages`;
}

/** The hub has no message of that id in this thread any more. */
function isUnknownCursor(error: unknown): boolean {
  return error instanceof ApiError && error.status === 400;
}
