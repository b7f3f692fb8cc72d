import { useMutation, useMutationState, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { keepTitle, renameThread } from '../api/threads.ts';
import { useToasts } from '../ui/toasts-context.ts';

/** A conversation is to have another title, in all of its versions. */
interface Rename {
  /** One of them. */
  threadId: string;
  title: string;
}

const RENAME_KEY = ['rename-thread'] as const;

/** The titles that are on their way to the hub, by thread: they are shown as if they had arrived. */
export function useRenames(): ReadonlyMap<string, string> {
  const renames = useMutationState({
    filters: { mutationKey: RENAME_KEY, status: 'pending' },
    select: ({ state }) => state.variables as Rename,
  });
  return useMemo(() => new Map(renames.map(({ threadId, title }) => [threadId, title])), [renames]);
}

/** What gives a thread another title. Where the hub does not take it, the old one is back and a toast says why. */
export function useRenameThread(): (rename: Rename) => void {
  const toasts = useToasts();
  const queryClient = useQueryClient();
  const { mutate } = useMutation({
    mutationKey: RENAME_KEY,
    scope: { id: 'rename-thread' }, // one after the other: the last title that was given is the one that stays
    mutationFn: async ({ threadId, title }: Rename) => {
      await keepTitle(queryClient, await renameThread(threadId, title));
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
