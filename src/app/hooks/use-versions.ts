import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { MessageVersions } from '../../protocol/thread.ts';
import { versionsQuery } from '../api/versions.ts';

/** The messages of a thread that have other versions. */
export interface Versions {
  byMessage: ReadonlyMap<string, MessageVersions>;
  /** Those of the message that this thread does not have yet: its reply is not there, or has failed without a text. */
  ofNext: MessageVersions | null;
}

/** Which messages of a thread have other versions. Keeps its identity while they stay the same. */
export function useVersions(threadId: string | null): Versions {
  const { data } = useQuery(versionsQuery(threadId));
  return useMemo(() => {
    const byMessage = new Map<string, MessageVersions>();
    let ofNext: MessageVersions | null = null;
    for (const versions of data ?? []) {
      if (versions.message_id === null) ofNext = versions;
      else byMessage.set(versions.message_id, versions);
    }
    return { byMessage, ofNext };
  }, [data]);
}
