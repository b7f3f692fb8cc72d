import { PARTIAL_LABELS, type PartialReason } from '../../client/partial-reason.ts';
import type { RunEnding } from '../../client/run-ending.ts';
import type { DiscardedDrafts } from '../../protocol/run-state.ts';
import type { Message } from '../../protocol/message.ts';
import type { Delivery } from '../sending/outbox.ts';
import type { Receipt } from '../runs/receipts.ts';
import type { DraftPlace } from '../runs/use-live-run.ts';

/** A message as the conversation shows it, settled or live. */
export interface ConversationItem {
  /** The React key. It stays the same from sending to settled message, and from draft to settled message. */
  key: string;
  /** The hub's id of the message; null while the hub does not have the message. */
  id: string | null;
  role: Message['role'];
  /** The run that wrote it; null for messages of the person, and where it is unknown, as in copied threads. */
  runId: string | null;
  /** The agent that wrote it; null for messages of the person, and where it is unknown. */
  assistantId: string | null;
  /** Whether the previous agent message is by another agent. */
  isAgentChange: boolean;
  /** The id of the first message of the reply that ends with this message; null if no reply ends here, or the hub does not have it yet. */
  replyStart: string | null;
  /** When it was created, in Unix seconds; null while unknown. */
  createdAt: number | null;
  /** Empty while it streams. */
  text: string;
  /** Where its text arrives while it streams; null once it is complete. */
  draft: DraftPlace | null;
  partial: PartialReason | null;
  /** The streamed text, if the final message is different; null otherwise. */
  streamed: string | null;
  receipt: Receipt | null;
  /** The number of tokens that its run used, on the last message of the run, if the model server reports it. */
  tokens: number | null;
  /** The number of deltas of the newest run, on the last message of that run, where the counter stays visible. */
  runDeltas: number | null;
  /** Its delivery state; null once the hub has it. `blocked`: it is queued behind a refused message. */
  delivery: Delivery | 'blocked' | null;
  /** Why the hub refused it. */
  problem: string | null;
  /** The outcome of its turn, on the last message of each turn except the last turn. */
  outcome: TurnOutcome | null;
}

/** The outcome of a turn: of a message of the person and all replies to it. */
export interface TurnOutcome {
  /** How its last run ended, if it ended without a complete reply. */
  ending: RunEnding | null;
  /** The drafts that the agent streamed but did not keep, if they were shown. */
  discarded: DiscardedDrafts | null;
  /** The number of oldest messages that its last run left out of its requests to the model. */
  leftOut: number;
  /** Whether its last run wrote any text. */
  hasReply: boolean;
}

/** Whether a message has nothing to show, now and later. The outcome of its turn explains why. */
export function isBlank({ role, text, draft, streamed }: ConversationItem): boolean {
  return role === 'assistant' && draft === null && streamed === null && text.trim() === '';
}

/** Whether a message already says how its turn ended. */
export function showsOutcome(item: ConversationItem | undefined, { ending }: TurnOutcome): boolean {
  return (
    item !== undefined &&
    !isBlank(item) &&
    item.partial !== null &&
    PARTIAL_LABELS[item.partial] === ending?.title
  );
}
