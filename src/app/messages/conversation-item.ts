import { PARTIAL_LABELS, type PartialReason } from '../../client/partial-reason.ts';
import type { RunEnding } from '../../client/run-ending.ts';
import type { DiscardedDrafts } from '../../protocol/run-state.ts';
import type { Message } from '../../protocol/message.ts';
import type { Delivery } from '../sending/outbox.ts';
import type { Receipt } from '../runs/receipts.ts';
import type { DraftPlace } from '../runs/use-live-run.ts';

/** A message as the conversation shows it, settled or live. */
export interface ConversationItem {
  /** The React key: the same from draft to settled message, and from the moment of sending on. */
  key: string;
  /** The hub's id of the message; null while it has none to be asked for. */
  id: string | null;
  role: Message['role'];
  /** The run that it is of; null where a person says it, and where that is not known, as of copies. */
  runId: string | null;
  /** The agent that says it; null where a person does, or where that is not known. */
  assistantId: string | null;
  /** Another agent has spoken before, and this one speaks from here on. */
  isAgentChange: boolean;
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
  /** How many tokens its run took, where it ends that run and the server tells. */
  tokens: number | null;
  /** The number of deltas of the newest run, on the message that ends it: the counter continues there. */
  runDeltas: number | null;
  /** How far it has come on its way to the hub; null once the hub has it. `blocked`: it is queued behind a refused one. */
  delivery: Delivery | 'blocked' | null;
  /** Why the hub has refused it. */
  problem: string | null;
  /** What is shown after it, if it ends a turn that is not the last. */
  outcome: TurnOutcome | null;
}

/** What is to be said at the end of a turn: of what the person said and all that came of it. */
export interface TurnOutcome {
  /** How its last run ended, where that brought no whole reply. */
  ending: RunEnding | null;
  /** What the agent has streamed and not kept, where that was shown. */
  discarded: DiscardedDrafts | null;
  /** How many of the oldest messages its last run did not send to its models. */
  leftOut: number;
  /** Its last run has brought some text. */
  hasReply: boolean;
}

/** Whether nothing is to be seen of it, nor will be: how its run ended says so. */
export function isBlank({ role, text, draft, streamed }: ConversationItem): boolean {
  return role === 'assistant' && draft === null && streamed === null && text.trim() === '';
}

/** Whether the mark of a message says already how its turn ended. */
export function showsOutcome(item: ConversationItem | undefined, { ending }: TurnOutcome): boolean {
  return (
    item !== undefined &&
    !isBlank(item) &&
    item.partial !== null &&
    PARTIAL_LABELS[item.partial] === ending?.title
  );
}
