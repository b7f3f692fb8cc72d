import { useEffect, useMemo, useState } from 'react';
import { useComposerDrafts } from './composer-drafts-context.ts';

export interface ComposerTextActions {
  setText: (text: string) => void;
  /**
   * Inserts a text before the current text. This also works if the person has left the conversation and opened it
   * again.
   */
  restore: (text: string) => void;
  /** Moves the text to the thread that was created for the conversation. */
  moveTo: (threadId: string, text: string) => void;
}

/**
 * Returns the text of a conversation's message box. The text survives a reload.
 * @param place the id of the thread, or of a conversation without a thread
 * @returns the text, and its actions; the object of actions keeps its identity
 */
export function useComposerText(place: string): [string, ComposerTextActions] {
  const composerDrafts = useComposerDrafts();
  const [text, setText] = useState(() => composerDrafts.read(place));
  useEffect(() => composerDrafts.subscribe(place, setText), [composerDrafts, place]);

  const actions = useMemo(
    () => ({
      setText: (next: string) => composerDrafts.write(place, next),
      restore(before: string) {
        const since = composerDrafts.read(place);
        composerDrafts.write(place, since === '' ? before : `${before}\n\n${since}`);
      },
      moveTo: (threadId: string, written: string) => composerDrafts.move(place, threadId, written),
    }),
    [composerDrafts, place],
  );

  return [text, actions];
}
