import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { threadQuery, threadSearchQuery, threadsQuery } from '../api/threads.ts';
import { conversationOf, versionsOf, type Thread } from '../../protocol/thread.ts';
import { useThreadStores } from './threads-context.ts';
import { useRenames } from './use-rename-thread.ts';

/** A list of threads, as far as it has been loaded. */
export interface LoadedThreads {
  /** Undefined until the first page has come. */
  threads: readonly Thread[] | undefined;
  /** They are of what was searched for before: what is asked for now has not come yet. */
  outdated: boolean;
  /** Why the list, or more of it, could not be loaded. */
  error: Error | null;
  hasMore: boolean;
  loading: boolean;
  /** Loads the next page; where there is none yet, or one has failed, that. */
  load: () => void;
}

/** The conversations that there are for the person: those that were deleted are gone, those renamed have their new title. */
export function useThreads(): LoadedThreads {
  return useLoaded(useInfiniteQuery(threadsQuery));
}

/** Those in which all words of `search` are found; none if it is empty. What was found before stays until there is an answer. */
export function useThreadSearch(search: string): LoadedThreads {
  const options = threadSearchQuery(search);
  return useLoaded(
    useInfiniteQuery({ ...options, enabled: search !== '', placeholderData: keepPreviousData }),
  );
}

/** One thread, which need not be in the list; undefined while it is not known. Null: there is none yet. */
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
