import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { forksQuery, forkThread, type ForkOrigin } from '../api/forks.ts';
import { threadQuery } from '../api/threads.ts';
import { createId } from '../../protocol/ids.ts';
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
      if (assistantId === null) throw new Error('There is no agent to answer. Choose one first.');
      const { metadata } = await queryClient.fetchQuery(threadQuery(threadId));
      // Another version of what is a version already stands beside it, and not behind it.
      const isVersion = editedFrom !== null && metadata.forked_at === editedFrom;
      const origin: ForkOrigin =
        isVersion && metadata.forked_from !== undefined
          ? { forked_from: metadata.forked_from, forked_at: editedFrom }
          : { forked_from: threadId, forked_at: id };
      const fork = await mutate(queryClient, {
        mutationFn: () => forkThread(threadId, id, origin, `${key}.fork`),
      });
      const message = { key: createId('msg'), text, editedFrom: origin.forked_at };
      await sender.startRun(fork.id, assistantId, message);
      void queryClient.invalidateQueries({ queryKey: forksQuery(origin.forked_from).queryKey });
      navigate(`/threads/${fork.id}`);
    },
    [sender, queryClient, threadId, assistantId],
  );
}
