import type { Message } from '../../../protocol/message.ts';
import type { ModelNotice } from '../../../protocol/run-notice.ts';
import type { Availability } from '../../db/availability.ts';
import { MOST_MESSAGES } from '../../providers/context-bounds.ts';
import { readConversation, type ConversationBounds } from '../../db/conversation.ts';
import type { Database } from '../../db/database.ts';
import type { RunRecorder } from '../recording/run-recorder.ts';

/**
 * Returns the limits for the messages that are read from a thread. A run with a `truncation_strategy` may read less.
 */
export function boundsOf(characters: number): ConversationBounds {
  return { characters, messages: MOST_MESSAGES };
}

/** The messages that a run's agent of any kind sends to models. */
export interface RunConversation {
  /**
   * Reads the messages of the run's thread that a model gets, oldest first, within the run's `truncation_strategy`.
   * @param maxCharacters maximum number of characters
   */
  read(maxCharacters?: number): Promise<Message[]>;
  /**
   * Sends a notice about a request to the run's clients. Messages that were not even read count as left out too.
   */
  onNotice(notice: ModelNotice): void;
}

/** @param characters maximum number of characters of a conversation */
export function createRunConversation(
  db: Database,
  { withRetry }: Availability,
  recorder: RunRecorder,
  characters: number,
): RunConversation {
  let unread = 0;
  return {
    async read(maxCharacters = Infinity) {
      await recorder.flush();
      const { threadId, truncation } = recorder.run;
      const bounds = boundsOf(Math.min(characters, maxCharacters));
      if (truncation) bounds.messages = Math.min(truncation.last_messages, bounds.messages);
      const { messages, leftOut } = await withRetry(() => readConversation(db, threadId, bounds));
      unread = leftOut;
      if (unread > 0) recorder.addNotice({ type: 'shortened', messages: unread });
      return messages;
    },
    onNotice(notice) {
      recorder.addNotice(
        notice.type === 'shortened' ? { ...notice, messages: notice.messages + unread } : notice,
      );
    },
  };
}
