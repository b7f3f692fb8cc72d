import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { threadTopic } from '../../protocol/thread-topic.ts';
import { messagesQuery } from '../api/messages.ts';
import { keepVersion, threadQuery } from '../api/threads.ts';
import { forkVersion } from '../api/versions.ts';
import { checkLength } from './message-length.ts';
import { mutate } from '../api/mutate.ts';
import type { StartVersion } from '../versions/message-editing.ts';
import { useSendingStores } from './sending-context.ts';

/** What starts versions of a thread's messages, answered by an agent. The thread itself stays as it is. */
export function useNewVersion(threadId: string | null, assistantId: string | null): StartVersion {
  const { sender } = useSendingStores();
  const queryClient = useQueryClient();

  return useCallback(
    async ({ messageId, text, key }) => {
      if (threadId === null) throw new Error('This conversation has no messages yet.');
      if (assistantId === null) throw new Error('There is no agent to answer. Choose one first.');
      if (text !== null) checkLength(text);
      const isFirst = text !== null && isFirstMessage(queryClient, threadId, messageId);
      const title = isFirst ? await titleOf(queryClient, threadId, text) : {};
      const fork = await mutate(queryClient, {
        mutationFn: () => forkVersion(threadId, messageId, title, `${key}.fork`),
      });
      // Another agent is another request: it would be refused under the key of the first.
      const idempotencyKey = `${key}.${assistantId}.run`;
      const run = await sender.startRun({ threadId: fork.id, assistantId, text, idempotencyKey });
      await keepVersion(queryClient, fork, run.id);
      // If the person has left meanwhile, the page stays where it is: the version is in the list.
      if (location.pathname === `/threads/${threadId}`) navigate(`/threads/${fork.id}`);
    },
    [sender, queryClient, threadId, assistantId],
  );
}

function isFirstMessage(queryClient: QueryClient, threadId: string, messageId: string): boolean {
  const loaded = queryClient.getQueryData(messagesQuery(threadId).queryKey);
  return loaded?.hasEarlier === false && loaded.pages.flat()[0]?.id === messageId;
}

/** A conversation that begins in other words has another title, unless the person has chosen the one it has. */
async function titleOf(queryClient: QueryClient, threadId: string, text: string) {
  const { metadata } = await queryClient.fetchQuery(threadQuery(threadId));
  return metadata.topic_by === 'person' ? {} : { topic: threadTopic(text), topic_by: 'rule' };
}
