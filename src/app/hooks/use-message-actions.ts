import { useMemo, useState } from 'react';
import { createStore } from 'zustand/vanilla';
import type { MessageEditing } from './message-editing.ts';
import { useServices } from './services.ts';
import { useResend } from './use-resend.ts';
import { useVersions } from './use-versions.ts';

/**
 * What can be done to the messages of a conversation. Keeps its identity while that stays the same.
 * @param giveBack puts the text of a message into the composer; keeps its identity
 */
export function useMessageActions(
  threadId: string | null,
  assistantId: string | null,
  giveBack: (text: string) => void,
): MessageEditing {
  const { outbox, sender } = useServices();
  const versions = useVersions(threadId);
  const resend = useResend(threadId, assistantId);
  const [editing] = useState<MessageEditing['editing']>(() => createStore(() => ({ messageId: null })));
  return useMemo(
    () => ({
      threadId,
      editing,
      versions,
      resend,
      sendAgain: (key) => sender.flush(key),
      takeBack(key) {
        const message = outbox.getState().messages.find((known) => known.key === key);
        outbox.remove(key);
        if (message) giveBack(message.text);
      },
    }),
    [threadId, editing, versions, resend, sender, outbox, giveBack],
  );
}
