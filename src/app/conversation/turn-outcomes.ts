import { runEnding, type RunEnding } from '../../client/run-ending.ts';
import { repliesOf, turnsOf, type Turn } from '../../client/turns.ts';
import { isActive, type Run } from '../../protocol/run.ts';
import type { DiscardedDrafts } from '../../protocol/run-state.ts';
import { isBlank, type ConversationItem, type TurnOutcome } from '../messages/conversation-item.ts';

/** A run of the thread, and data about it that this page has collected. */
export interface KnownRun extends Run {
  /** The drafts that the run streamed but did not keep; null if unknown or never shown. */
  discarded: DiscardedDrafts | null;
  /** The number of oldest messages that were left out of the run's requests to the model. */
  leftOut: number;
  /** The number of deltas that this page received from the run; null if this page did not see the run end. */
  deltas: number | null;
  /** Whether all messages of the run have been loaded. */
  hasAllMessages: boolean;
}

/** The items of a conversation with the outcomes of its turns. */
export interface ConversationTurns {
  items: ConversationItem[];
  /** The outcome of the last turn. */
  last: TurnOutcome | null;
  /**
   * The outcome of the turn that the newest run belongs to. It may not be the last turn, whose run may not have begun.
   */
  newest: TurnOutcome | null;
}

/**
 * Adds the outcome of each turn to the turn's last item. The last run of a turn determines the outcome, because it is a
 * retry of the runs before it.
 * @param runs oldest first
 */
export function addTurnOutcomes(
  items: readonly ConversationItem[],
  runs: readonly KnownRun[],
): ConversationTurns {
  const turns = turnsOf(items, runs);
  const newest = runs.at(-1);
  const withOutcomes = [...items];
  for (const [turnIndex, turn] of turns.entries()) {
    const { run, end } = turn;
    if (!run) continue;
    const index = indexOfCount(turn, items);
    const reply = index === null ? undefined : withOutcomes[index];
    if (index !== null && reply) {
      withOutcomes[index] = {
        ...reply,
        usage: run.usage ?? null,
        runDeltas: run === newest ? run.deltas : null,
      };
    }
    const last = withOutcomes[end - 1];
    if (last && turnIndex < turns.length - 1)
      withOutcomes[end - 1] = { ...last, outcome: outcomeOf(turn, items) };
  }
  const last = turns.at(-1);
  const newestTurn = turns.find(({ run }) => run !== null && run === newest);
  return {
    items: withOutcomes,
    last: last ? outcomeOf(last, items) : null,
    newest: newestTurn ? outcomeOf(newestTurn, items) : null,
  };
}

/**
 * Returns the index of the reply that shows the counts of its run: the last one that was streamed, or else the last
 * one. Null if there is none.
 */
function indexOfCount(
  { start, end, run }: Turn<KnownRun>,
  items: readonly ConversationItem[],
): number | null {
  const replies = items
    .slice(start, end)
    .map((item, index) => ({ item, index: start + index }))
    .filter(({ item }) => item.role === 'assistant' && item.runId === run?.id && !isBlank(item));
  const found = replies.findLast(({ item }) => item.receipt !== null) ?? replies.at(-1);
  return found && found.item.draft === null ? found.index : null;
}

function outcomeOf(turn: Turn<KnownRun>, items: readonly ConversationItem[]): TurnOutcome | null {
  const { run } = turn;
  if (!run) return null;
  const replies = repliesOf(items, turn).filter(({ draft }) => draft === null);
  const hasReply = replies.some(({ text }) => text.trim() !== '');
  const ending = isActive(run.status) ? null : runEnding(run, replies);
  return {
    ending: isCertain(ending, run) ? ending : null,
    discarded: run.discarded?.drafts ? run.discarded : null,
    leftOut: run.leftOut,
    hasReply,
  };
}

/**
 * Whether an ending is certain. The endings `empty` and `silent` are certain only when all messages of the run are
 * loaded.
 */
function isCertain(ending: RunEnding | null, { hasAllMessages }: KnownRun): boolean {
  return hasAllMessages || (ending?.kind !== 'empty' && ending?.kind !== 'silent');
}
