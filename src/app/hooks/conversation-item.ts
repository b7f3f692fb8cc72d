import type { PartialReason } from '../../client/partial-reason.ts';
import type { Message } from '../../protocol/message.ts';
import type { Delivery } from '../stores/outbox.ts';
import type { Receipt } from '../stores/receipts.ts';
import type { DraftPlace } from './use-live-run.ts';

/** A message as the conversation shows it, settled or live. */
export interface ConversationItem {
  /** The React key: the same from draft to settled message, and from the moment of sending on. */
  key: string;
  /** The hub's id of the message; null while it has none to be asked for. */
  id: string | null;
  role: Message['role'];
  /** The agent that says it; null where a person does, or where that is not known. */
  assistantId: string | null;
  /** Another agent has spoken before, and this one speaks from here on. */
  takesOver: boolean;
  /** The run that says it; null where a person does, and where that is not known, as of copies. */
  runId: string | null;
  /** The first message of the reply that ends with this one; null where none does, or the hub does not have it yet. */
  replyStart: string | null;
  /** When it was begun, in Unix seconds; null while the hub has not told. */
  createdAt: number | null;
  /** Empty while it grows. */
  text: string;
  /** Text still arrives: there. */
  draft: DraftPlace | null;
  partial: PartialReason | null;
  /** The text that was streamed, where the message that stands is another. */
  streamed: string | null;
  receipt: Receipt | null;
  /** How far it has come on its way to the hub; null once the hub has it. */
  delivery: Delivery | null;
  /** Why the hub has refused it. */
  problem: string | null;
}
