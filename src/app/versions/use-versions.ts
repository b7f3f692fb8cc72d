import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { MessageVersions } from '../../protocol/thread.ts';
import { versionsQuery } from '../api/versions.ts';

/** The messages of a thread that have other versions. */
export interface Versions {
  byMessage: ReadonlyMap<string, MessageVersions>;
  /**
   * The versions of the reply that is missing in this thread, because it has not arrived yet or failed without text.
   * Null if there are none.
   */
  ofNext: MessageVersions | null;
}

/**
 * Returns the messages of a thread that have other versions. The object keeps its identity while they stay the same.
 * @param newReply the id of the first message of the newest reply, which may be newer than the hub's list of versions
 */
export function useVersions(threadId: string | null, newReply: string | null): Versions {
  const { data } = useQuery(versionsQuery(threadId));
  const next = data?.find(({ message_id }) => message_id === null) ?? null;
  const nextId = next && newReply;
  return useMemo(() => {
    const byMessage = new Map<string, MessageVersions>();
    for (const versions of data ?? []) {
      const id = versions.message_id ?? nextId;
      if (id !== null) byMessage.set(id, versions);
    }
    return { byMessage, ofNext: nextId === null ? next : null };
  }, [data, next, nextId]);
}
