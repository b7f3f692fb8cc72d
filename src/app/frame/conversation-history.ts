import { navigate } from 'wouter/use-browser-location';
import { createId } from '../../protocol/ids.ts';

/** Data that an entry of the browser's history stores besides its URL. */
export interface ConversationHistoryState {
  /** The identity of the conversation on the page. It stays the same when the first message gives the conversation a URL. */
  conversation?: string;
}

/** Opens a new conversation with a new identity, so that nothing of the previous conversation stays on the page. */
export function startConversation(): void {
  const state: ConversationHistoryState = { conversation: createId('thread') };
  navigate('/', { state });
}
