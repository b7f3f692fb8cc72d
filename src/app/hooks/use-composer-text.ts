import { useMemo, useState } from 'react';
import { useServices } from './services.ts';

/** How what is being written in a conversation changes. */
export interface ComposerWriting {
  setText: (text: string) => void;
  /** Puts a text back, before what has been written since: also where the conversation is no longer shown. */
  giveBack: (text: string) => void;
  /** Goes on in the thread that the conversation has become. */
  moveTo: (threadId: string) => void;
}

/**
 * What is being written in a conversation: it is there again after a refresh.
 * @param place the thread, or the conversation that has none yet
 * @returns the text, and how it changes, which keeps its identity
 */
export function useComposerText(place: string): [string, ComposerWriting] {
  const { composerDrafts } = useServices();
  const [text, setText] = useState(() => composerDrafts.read(place));

  const writing = useMemo(() => {
    function write(next: string): void {
      composerDrafts.write(place, next);
      setText(next);
    }
    return {
      setText: write,
      giveBack(given: string) {
        const since = composerDrafts.read(place);
        write(since === '' ? given : `${given}\n\n${since}`);
      },
      moveTo(threadId: string) {
        composerDrafts.write(threadId, composerDrafts.read(place));
        composerDrafts.write(place, '');
      },
    };
  }, [composerDrafts, place]);

  return [text, writing];
}
