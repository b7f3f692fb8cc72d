import { navigate } from 'wouter/use-browser-location';
import { createId } from '../../protocol/ids.ts';

/** Goes to a new conversation: a new identity, so that what belongs to the last one does not stay on the page. */
export function startConversation(): void {
  navigate('/', { state: { conversation: createId('thread') } });
}
