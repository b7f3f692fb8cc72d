import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { threadQuery, threadSearchQuery, threadsQuery } from '../api/threads.ts';
import { conversationOf, versionsOf, type Thread } from '../../protocol/thread.ts';
import { useThreadStores } from './threads-context.ts';
import { useRenames } from './use-rename-thread.ts';

/** The loaded part of a list of threads. */
export interface LoadedThreads {
  /** Undefined until the first page has arrived. */
  threads: readonly Thread[] | undefined;
  /**
   * Whether the threads are results of the previous search. The results of the current search have then not arrived
   * yet.
   */
  outdated: boolean;
  /** Why the list or its next page could not be loaded. */
  error: Error | null;
  hasMore: boolean;
  loading: boolean;
  /** Loads the next page, or retries the request that failed. */
  load: () => void;
}

/** Returns the loaded conversations of the person, with pending deletions and renames applied. */
export function useThreads(): LoadedThreads {
  return useLoaded(useInfiniteQuery(threadsQuery));
}

/**
 * Returns the conversations that contain all words of `search`; none if `search` is empty. The previous results stay
 * until the new ones arrive.
 */
export function useThreadSearch(search: string): LoadedThreads {
  const options = threadSearchQuery(search);
  return useLoaded(
    useInfiniteQuery({ ...options, enabled: search !== '', placeholderData: keepPreviousData }),
  );
}

/** Returns one thread, listed or not; undefined until it is loaded, and for null. */
export function useThread(threadId: string | null): Thread | undefined {
  const { threads } = useThreads();
  const { data: itself } = useQuery(threadQuery(threadId));
  const renames = useRenames();
  const listed = threads?.find(({ id }) => id === threadId);
  return listed ?? (itself && withTitle(itself, renames));
}

function useLoaded(query: {
  data: Thread[] | undefined;
  isPlaceholderData: boolean;
  isFetching: boolean;
  error: Error | null;
  hasNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
}): LoadedThreads {
  const { data, error, hasNextPage, isFetchNextPageError } = query;
  const hidden = useStore(useThreadStores().threadDeletions, (state) => state.hidden);
  const renames = useRenames();
  const threads = useMemo(
    () =>
      data
        ?.filter((thread) => !hidden.has(conversationOf(thread)))
        .map((thread) => withTitle(thread, renames)),
    [data, hidden, renames],
  );
  return {
    threads,
    outdated: query.isPlaceholderData,
    error,
    hasMore: hasNextPage,
    loading: query.isFetching,
    load: () =>
      void (hasNextPage && (!error || isFetchNextPageError) ? query.fetchNextPage() : query.refetch()),
  };
}

function withTitle(thread: Thread, renames: ReadonlyMap<string, string>): Thread {
  if (renames.size === 0) return thread;
  const id = versionsOf(thread).find((version) => renames.has(version));
  const topic = id === undefined ? undefined : renames.get(id);
  return topic === undefined ? thread : { ...thread, metadata: { ...thread.metadata, topic } };
}
