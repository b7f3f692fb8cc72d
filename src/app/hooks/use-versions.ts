import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { isMissing } from '../../client/hub-requests.ts';
import { forksQuery } from '../api/forks.ts';
import { threadQuery } from '../api/threads.ts';
import type { Thread } from '../../protocol/thread.ts';
import { useServices } from './services.ts';

/** The threads that go on in different ways from one message, the original first, by that message's id in it. */
export type Versions = ReadonlyMap<string, readonly string[]>;

/** Which versions there are of the messages of a thread. */
export function useVersions(threadId: string | null): Versions {
  const { data: thread } = useQuery(threadQuery(threadId));
  const original = thread?.metadata.forked_from ?? null;
  const { data: forks } = useQuery(forksQuery(threadId));
  const { data: siblings } = useQuery(forksQuery(original));
  const { data: originalThread, error } = useQuery(threadQuery(original));
  const hidden = useStore(useServices().threadDeletions, (state) => state.hidden);
  // A fork outlives what it was made from.
  const isThere = originalThread !== undefined && !isMissing(error) && !hidden.has(originalThread.id);
  return useMemo(() => {
    const versions = new Map<string, readonly string[]>();
    const shown = (list: readonly Thread[] = []) => list.filter(({ id }) => !hidden.has(id));
    if (threadId !== null) addVersions(versions, threadId, shown(forks));
    // Of the original's other messages this thread has copies, which go by other ids.
    const here = siblings?.filter(({ metadata }) => metadata.forked_at === thread?.metadata.forked_at);
    if (original !== null) addVersions(versions, isThere ? original : null, shown(here));
    return versions;
  }, [threadId, thread, original, isThere, forks, siblings, hidden]);
}

/** @param original null if it is gone */
function addVersions(
  versions: Map<string, readonly string[]>,
  original: string | null,
  forks: readonly Thread[],
): void {
  const first = original === null ? [] : [original];
  const oldestFirst = forks.toReversed(); // of those that were made in one second
  for (const fork of oldestFirst.toSorted((one, other) => one.created_at - other.created_at)) {
    const at = fork.metadata.forked_at;
    if (at !== undefined) versions.set(at, [...(versions.get(at) ?? first), fork.id]);
  }
}
