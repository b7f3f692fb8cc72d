import { useMemo, useState } from 'react';
import { createStore } from 'zustand/vanilla';
import type { MessageEditing } from './message-editing.ts';
import { useServices } from './services.ts';
import { useResend } from './use-resend.ts';
import { useVersions } from './use-versions.ts';

/** Where messages are written. Both keep their identity. */
interface MessageComposer {
  giveBack: (text: string) => void;
  /** The button that was pressed may be gone with what it did. */
  focus: () => void;
}

/** What can be done to the messages of a conversation. Keeps its identity while that stays the same. */
export function useMessageActions(
  threadId: string | null,
  assistantId: string | null,
  { giveBack, focus }: MessageComposer,
): MessageEditing {
  const { sender } = useServices();
  const versions = useVersions(threadId);
  const resend = useResend(threadId, assistantId);
  const [editing] = useState<MessageEditing['editing']>(() => createStore(() => ({ messageId: null })));
  return useMemo(
    () => ({
      threadId,
      editing,
      versions,
      resend,
      sendAgain(key) {
        focus();
        sender.flush(key);
      },
      async takeBack(key) {
        focus();
        const text = await sender.takeBack(key);
        if (text !== null) giveBack(text);
      },
    }),
    [threadId, editing, versions, resend, sender, giveBack, focus],
  );
}
