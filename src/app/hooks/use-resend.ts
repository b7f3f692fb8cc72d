import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { forksQuery, forkThread, type ForkOrigin } from '../api/forks.ts';
import { messagesQuery } from '../api/messages.ts';
import { threadQuery } from '../api/threads.ts';
import { threadTopic } from '../../protocol/thread-topic.ts';
import type { MessageEditing } from './message-editing.ts';
import { mutate } from './mutate.ts';
import { useServices } from './services.ts';

/** What says another thing in the place of a message: in a fork, so that the original stays whole. */
export function useResend(threadId: string | null, assistantId: string | null): MessageEditing['resend'] {
  const { sender } = useServices();
  const queryClient = useQueryClient();

  return useCallback(
    async ({ id, editedFrom }, text, key) => {
      if (threadId === null) throw new Error('This conversation has no messages yet.');
      if (assistantId === null) throw new Error('There is no agent to reply. Choose one first.');
      const { metadata } = await queryClient.fetchQuery(threadQuery(threadId));
      // Another version of what is a version already stands beside it, and not behind it.
      const isVersion = editedFrom !== null && metadata.forked_at === editedFrom;
      const origin: ForkOrigin =
        isVersion && metadata.forked_from !== undefined
          ? { forked_from: metadata.forked_from, forked_at: editedFrom }
          : { forked_from: threadId, forked_at: id };
      // Who begins in other words begins another conversation, unless they have said what it is called.
      const isFirst = isFirstMessage(queryClient, threadId, id);
      const title = isFirst && metadata.topic_by !== 'person' ? ruledTitle(text) : {};
      const fork = await mutate(queryClient, {
        mutationFn: () => forkThread(threadId, id, { ...origin, ...title }, `${key}.fork`),
      });
      const message = { key, text, editedFrom: origin.forked_at };
      await sender.startRun(fork.id, assistantId, message);
      void queryClient.invalidateQueries({ queryKey: forksQuery(origin.forked_from).queryKey });
      // Who has gone elsewhere meanwhile is not fetched back: the fork is in the list.
      if (location.pathname === `/threads/${threadId}`) navigate(`/threads/${fork.id}`);
    },
    [sender, queryClient, threadId, assistantId],
  );
}

function isFirstMessage(queryClient: QueryClient, threadId: string, messageId: string): boolean {
  const loaded = queryClient.getQueryData(messagesQuery(threadId).queryKey);
  return loaded?.hasEarlier === false && loaded.pages.flat()[0]?.id === messageId;
}

function ruledTitle(text: string) {
  return { topic: threadTopic(text), topic_by: 'rule' };
}
