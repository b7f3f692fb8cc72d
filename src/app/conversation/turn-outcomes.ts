import { runEnding, type RunEnding } from '../../client/run-ending.ts';
import { repliesOf, turnsOf, type Turn } from '../../client/turns.ts';
import { isActive, type Run } from '../../protocol/run.ts';
import type { DiscardedDrafts } from '../../protocol/run-state.ts';
import { isBlank, type ConversationItem, type TurnOutcome } from '../messages/conversation-item.ts';

/** A run of the thread, as far as this page knows it. */
export interface KnownRun extends Run {
  /** What it has streamed and not kept; null where that is not known, or was not shown. */
  discarded: DiscardedDrafts | null;
  /** How many of the oldest messages it did not send to its models. */
  leftOut: number;
  /** How many deltas this page has seen of it; null where it has not seen it end. */
  deltas: number | null;
  /** Whether all that it has said is among the messages. */
  isWhole: boolean;
}

/** A conversation whose turns have been closed. */
export interface ConversationTurns {
  items: ConversationItem[];
  /** What stands at the end of the last turn. */
  last: TurnOutcome | null;
  /** How the turn of the newest run stands: another may have begun, without a run so far. */
  newest: TurnOutcome | null;
}

/**
 * Says at the end of each turn how its last run ended: that one stands for all runs before it in the same turn, which
 * it has tried again.
 * @param runs oldest first
 */
export function addTurnOutcomes(
  items: readonly ConversationItem[],
  runs: readonly KnownRun[],
): ConversationTurns {
  const turns = turnsOf(items, runs);
  const newest = runs.at(-1);
  const closed = [...items];
  for (const [index, turn] of turns.entries()) {
    const { run, end } = turn;
    if (!run) continue;
    const place = placeOfCount(turn, items);
    const reply = place === null ? undefined : closed[place];
    if (place !== null && reply) {
      const tokens = run.usage?.completion_tokens ?? null;
      closed[place] = { ...reply, tokens, runDeltas: run === newest ? run.deltas : null };
    }
    const last = closed[end - 1];
    if (last && index < turns.length - 1) closed[end - 1] = { ...last, outcome: outcomeOf(turn, items) };
  }
  const last = turns.at(-1);
  const newestTurn = turns.find(({ run }) => run !== null && run === newest);
  return {
    items: closed,
    last: last ? outcomeOf(last, items) : null,
    newest: newestTurn ? outcomeOf(newestTurn, items) : null,
  };
}

/** Which item says what its run took: the last that was streamed, or else the last; null if there is none. */
function placeOfCount(
  { start, end, run }: Turn<KnownRun>,
  items: readonly ConversationItem[],
): number | null {
  const replies = items
    .slice(start, end)
    .map((item, index) => ({ item, index: start + index }))
    .filter(({ item }) => item.role === 'assistant' && item.runId === run?.id && !isBlank(item));
  const place = replies.findLast(({ item }) => item.receipt !== null) ?? replies.at(-1);
  return place && place.item.draft === null ? place.index : null;
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

/** That nothing was said is only known of a run of which all is known. */
function isCertain(ending: RunEnding | null, { isWhole }: KnownRun): boolean {
  return isWhole || (ending?.kind !== 'empty' && ending?.kind !== 'silent');
}
