import { useMemo, useState } from 'react';
import { createEditing, createRegeneration, type MessageEditing } from '../versions/message-editing.ts';
import { useSendingStores } from '../sending/sending-context.ts';
import type { StartVersion } from '../versions/message-editing.ts';
import { useVersions } from '../versions/use-versions.ts';

/** Where messages are written. Both keep their identity. */
interface MessageComposer {
  restore: (text: string) => void;
  /** The button that was pressed may be gone with what it did. */
  focus: () => void;
}

/**
 * What can be done to the messages of a conversation. Keeps its identity while that stays the same.
 * @param newReply the first message of the newest reply; null while there is none
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
