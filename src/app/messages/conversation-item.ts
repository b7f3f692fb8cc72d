import { PARTIAL_LABELS, type PartialReason } from '../../client/partial-reason.ts';
import type { RunEnding } from '../../client/run-ending.ts';
import type { DiscardedDrafts } from '../../protocol/run-state.ts';
import type { Message } from '../../protocol/message.ts';
import type { Usage } from '../../protocol/usage.ts';
import type { Delivery } from '../sending/outbox.ts';
import type { Receipt } from '../runs/receipts.ts';
import type { RunActivity } from '../runs/run-activity.ts';
import type { DraftPlace } from '../runs/use-live-run.ts';

/** A message as the conversation shows it, settled or live. */
export interface ConversationItem {
  /** The React key. It stays the same when a sent message, or a draft, becomes a settled message. */
  key: string;
  /** The hub's id of the message; null while the hub does not have the message. */
  id: string | null;
  role: Message['role'];
  /**
   * The run that wrote the message; null for messages of the person, and if the run is unknown, as in copied threads.
   */
  runId: string | null;
  /** The agent that wrote the message; null for messages of the person, and if the agent is unknown. */
  assistantId: string | null;
  /** Whether the previous agent message is by another agent. */
  isAgentChange: boolean;
  /**
   * The id of the first message of the reply that ends with this message. Null if no reply ends here, or if the hub
   * does not have the first message yet.
   */
  replyStart: string | null;
  /** Time of creation, in Unix seconds; null while unknown. */
  createdAt: number | null;
  /** Empty while the message streams. */
  text: string;
  /** The annotations of a settled message, such as the web pages that it cites; undefined if there are none. */
  annotations: unknown;
  /** Identifies the growing text while the message streams; null when the message is complete. */
  draft: DraftPlace | null;
  partial: PartialReason | null;
  /** The streamed text, if the final message is different; null otherwise. */
  streamed: string | null;
  receipt: Receipt | null;
  /** On one message of each run, the tokens that the run used, if the model server reports them; null otherwise. */
  usage: Usage | null;
  /**
   * On one message of the newest run, the number of deltas of that run. The counter stays visible there after the run.
   */
  runDeltas: number | null;
  /** The delivery state; null when the hub has the message. `blocked`: it is queued behind a refused message. */
  delivery: Delivery | 'blocked' | null;
  /** Why the hub refused the message. */
  problem: string | null;
  /** What agents did after this message and before the next one. */
  activities: readonly RunActivity[];
  /** On the first loaded message, what its agent did before it. Empty on all others. */
  activitiesBefore: readonly RunActivity[];
  /** On the last message of each turn except the last turn, the outcome of the turn; null otherwise. */
  outcome: TurnOutcome | null;
}

/** The outcome of a turn. A turn is a message of the person and all replies to it. */
export interface TurnOutcome {
  /** How the last run of the turn ended, if it ended without a complete reply; null otherwise. */
  ending: RunEnding | null;
  /** The drafts that the agent streamed but did not keep, if they were shown. */
  discarded: DiscardedDrafts | null;
  /** The number of oldest messages that the turn's last run left out of its requests to the model. */
  leftOut: number;
  /** Whether the turn's last run wrote any text. */
  hasReply: boolean;
}

/** Whether a message has nothing to show, and never will. The outcome of its turn explains why. */
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

/** The activities of most messages. */
export const NO_ACTIVITIES: readonly RunActivity[] = [];
