import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { titleFromMessage } from '../../protocol/title-from-message.ts';
import { messagesQuery } from '../api/messages.ts';
import { cacheVersion, threadQuery } from '../api/threads.ts';
import { forkVersion } from '../api/versions.ts';
import { checkLength } from './message-sender.ts';
import { mutate } from '../api/query-client.ts';
import type { StartVersion } from '../versions/message-editing.ts';
import { useSendingStores } from './sending-context.ts';

/** Returns a function that starts a new version of a thread from one of its messages. The thread itself stays unchanged. */
export function useNewVersion(threadId: string | null, assistantId: string | null): StartVersion {
  const { sender } = useSendingStores();
  const queryClient = useQueryClient();

  return useCallback(
    async ({ messageId, text, key }) => {
      if (threadId === null) throw new Error('This conversation has no messages yet.');
      if (assistantId === null) throw new Error('Choose an agent first.');
      if (text !== null) checkLength(text);
      const isFirst = text !== null && isFirstMessage(queryClient, threadId, messageId);
      const title = isFirst ? await titleFor(queryClient, threadId, text) : {};
      const fork = await mutate(queryClient, {
        mutationFn: () => forkVersion(threadId, messageId, title, `${key}.fork`),
      });
      // Contains the agent: the hub refuses a different request, such as one for another agent, with the same key.
      const idempotencyKey = `${key}.${assistantId}.run`;
      const run = await sender.startRun({ threadId: fork.id, assistantId, text, idempotencyKey });
      await cacheVersion(queryClient, fork, run.id);
      // If the person has opened another page meanwhile, that page stays open. The version is in the list.
      if (location.pathname === `/threads/${threadId}`) navigate(`/threads/${fork.id}`);
    },
    [sender, queryClient, threadId, assistantId],
  );
}

function isFirstMessage(queryClient: QueryClient, threadId: string, messageId: string): boolean {
  const loaded = queryClient.getQueryData(messagesQuery(threadId).queryKey);
  return loaded?.hasEarlier === false && loaded.pages.flat()[0]?.id === messageId;
}

/**
 * Returns the title fields for a version whose first message changed: a title derived from that message, or no fields
 * if the person chose the title.
 */
async function titleFor(queryClient: QueryClient, threadId: string, text: string) {
  const { metadata } = await queryClient.fetchQuery(threadQuery(threadId));
  return metadata.topic_by === 'person' ? {} : { topic: titleFromMessage(text), topic_by: 'rule' };
}
