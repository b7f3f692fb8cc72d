import { useMemo, useState } from 'react';
import { useSendingStores } from '../sending/sending-context.ts';
import {
  createEditing,
  createRegeneration,
  type MessageEditing,
  type StartVersion,
} from '../versions/message-editing.ts';
import { useVersions } from '../versions/use-versions.ts';

/** The composer. Both functions keep their identity. */
interface MessageComposer {
  /** Puts a text back into the composer. */
  restore: (text: string) => void;
  /** Focuses the composer, because the pressed button may have been removed. */
  focus: () => void;
}

/**
 * Returns the actions on the messages of a conversation. The object keeps its identity while the actions stay the same.
 * @param newReply the id of the first message of the newest reply; null while there is none
 */
export function useMessageActions(
  threadId: string | null,
  startVersion: StartVersion,
  newReply: string | null,
  { restore, focus }: MessageComposer,
): MessageEditing {
  const { sender } = useSendingStores();
  const versions = useVersions(threadId, newReply);
  const [editing] = useState(createEditing);
  const [regeneration] = useState(createRegeneration);
  return useMemo(
    () => ({
      threadId,
      editing,
      regeneration,
      versions,
      startVersion,
      sendAgain(key) {
        focus();
        sender.flush(key);
      },
      async cancelSending(key) {
        focus();
        const text = await sender.cancel(key);
        if (text !== null) restore(text);
      },
    }),
    [threadId, editing, regeneration, versions, startVersion, sender, restore, focus],
  );
}
