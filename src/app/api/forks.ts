import { queryOptions, skipToken } from '@tanstack/react-query';
import { threadPath } from '../../client/thread-path.ts';
import { pageSchema } from '../../protocol/page.ts';
import type { Metadata } from '../../protocol/metadata.ts';
import { threadSchema, type Thread } from '../../protocol/thread.ts';
import { requestJson } from './http.ts';

/** What every query about forks has as the start of its key. */
export const FORKS_KEY = ['forks'] as const;

/** The newest hundred threads that were forked from a thread. Null: there is no thread to ask about. */
export function forksQuery(threadId: string | null) {
  return queryOptions({
    queryKey: [...FORKS_KEY, threadId],
    queryFn:
      threadId === null
        ? skipToken
        : async ({ signal }) => {
            const path = `/v1/threads?limit=100&forked_from=${encodeURIComponent(threadId)}`;
            return (await requestJson(pageSchema(threadSchema), path, { signal })).data;
          },
  });
}

/** Where a fork leaves its original, as the metadata of its thread has it. */
export interface ForkOrigin {
  /** The thread. */
  forked_from: string;
  /** The message of it that another takes the place of. */
  forked_at: string;
}

/**
 * Copies what stands before a message to a new thread, once for each key.
 * @param metadata is put over what the thread has
 */
export function forkThread(
  threadId: string,
  beforeMessageId: string,
  metadata: ForkOrigin & Metadata,
  idempotencyKey: string,
): Promise<Thread> {
  return requestJson(threadSchema, `${threadPath(threadId)}/fork`, {
    body: { before_message_id: beforeMessageId, metadata },
    idempotencyKey,
  });
}
