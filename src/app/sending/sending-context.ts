import { createRequiredContext } from '../browser/required-context.ts';
import type { MessageSender } from './message-sender.ts';
import type { Outbox } from './outbox.ts';

/** Messages that wait to be sent, and their sender. */
export interface SendingStores {
  outbox: Outbox;
  sender: MessageSender;
}

export const [SendingContext, useSendingStores] = createRequiredContext<SendingStores>('SendingContext');
