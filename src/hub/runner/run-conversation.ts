import type { Message } from '../../protocol/message.ts';
import type { ModelNotice } from '../../protocol/run-notice.ts';
import type { Availability } from '../db/availability.ts';
import { MOST_MESSAGES } from '../providers/context-bounds.ts';
import { readConversation, type ConversationBounds } from '../db/conversation.ts';
import type { Database } from '../db/database.ts';
import type { RunRecorder } from './run-recorder.ts';

/** The most that is read of a thread. A run with `truncation_strategy` may get less. */
export function boundsOf(characters: number): ConversationBounds {
  return { characters, messages: MOST_MESSAGES };
}

/** What a run's agent, of whatever kind, sends to models of its thread. */
export interface RunConversation {
  /**
   * The messages of the run's thread that a model is sent, oldest first: no more than its strategy of truncation allows.
   * @param most how many characters they may have at most
   */
  read(most?: number): Promise<Message[]>;
  /** Tells the run's clients of a request. What was not even read counts as left out, too. */
  onNotice(notice: ModelNotice): void;
}

/** @param characters how much of a conversation is sent at most */
export function createRunConversation(
  db: Database,
  { outlive }: Availability,
  recorder: RunRecorder,
  characters: number,
): RunConversation {
  let unread = 0;
  return {
    async read(most = Infinity) {
      await recorder.flush();
      const { threadId, truncation } = recorder.run;
      const bounds = boundsOf(Math.min(characters, most));
      if (truncation) bounds.messages = Math.min(truncation.last_messages, bounds.messages);
      const { messages, leftOut } = await outlive(() => readConversation(db, threadId, bounds));
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
