import { useMutation, useMutationState, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { cacheTitle, renameThread } from '../api/threads.ts';
import { useToasts } from '../ui/toasts-context.ts';

interface Rename {
  /** The id of any version of the conversation. */
  threadId: string;
  title: string;
}

const RENAME_KEY = ['rename-thread'] as const;

/** Returns the titles that are being sent to the hub, by thread id. They are already shown. */
export function useRenames(): ReadonlyMap<string, string> {
  const renames = useMutationState({
    filters: { mutationKey: RENAME_KEY, status: 'pending' },
    select: ({ state }) => state.variables as Rename,
  });
  return useMemo(() => new Map(renames.map(({ threadId, title }) => [threadId, title])), [renames]);
}

/**
 * Returns a function that renames a thread. If the hub refuses the title, the previous title is shown again, and a
 * toast says why.
 */
export function useRenameThread(): (rename: Rename) => void {
  const toasts = useToasts();
  const queryClient = useQueryClient();
  const { mutate } = useMutation({
    mutationKey: RENAME_KEY,
    scope: { id: 'rename-thread' }, // renames run one after the other, so that the last title stays
    mutationFn: async ({ threadId, title }: Rename) => {
      await cacheTitle(queryClient, await renameThread(threadId, title));
    },
    onError(error, rename) {
      toasts.show({
        title: `Not renamed to “${rename.title}”`,
        description: error.message,
        tone: 'problem',
        action: { label: 'Try again', onAction: () => mutate(rename) },
      });
    },
  });
  return mutate;
}
