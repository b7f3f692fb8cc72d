import { useEffect, useMemo, useState } from 'react';
import { useComposerDrafts } from './composer-drafts-context.ts';

/** How what is being written in a conversation changes. */
export interface ComposerWriting {
  setText: (text: string) => void;
  /** Puts a text back, before what has been written since: also where the conversation has been left, and is shown anew. */
  giveBack: (text: string) => void;
  /** Goes on, with the text that is there, in the thread that the conversation has become. */
  moveTo: (threadId: string, text: string) => void;
}

/**
 * What is being written in a conversation: it is there again after a refresh.
 * @param place the thread, or the conversation that has none yet
 * @returns the text, and how it changes, which keeps its identity
 */
export function useComposerText(place: string): [string, ComposerWriting] {
  const composerDrafts = useComposerDrafts();
  const [text, setText] = useState(() => composerDrafts.read(place));
  useEffect(() => composerDrafts.subscribe(place, setText), [composerDrafts, place]);

  const writing = useMemo(
    () => ({
      setText: (next: string) => composerDrafts.write(place, next),
      giveBack(given: string) {
        const since = composerDrafts.read(place);
        composerDrafts.write(place, since === '' ? given : `${given}\n\n${since}`);
      },
      moveTo: (threadId: string, written: string) => composerDrafts.move(place, threadId, written),
    }),
    [composerDrafts, place],
  );

  return [text, writing];
}
