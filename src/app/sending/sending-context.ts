import { createRequiredContext } from '../browser/required-context.ts';
import type { MessageSender } from './message-sender.ts';
import type { Outbox } from './outbox.ts';

/** The unsent messages of the signed-in account, and their sender. */
export interface SendingStores {
  outbox: Outbox;
  sender: MessageSender;
}

export const [SendingContext, useSendingStores] = createRequiredContext<SendingStores>('SendingContext');
