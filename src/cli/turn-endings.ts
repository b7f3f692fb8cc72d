import { leftOutText, discardedDraftsText } from '../client/outcome-texts.ts';
import { leftOutMessages, discardedDrafts } from '../client/run-notices.ts';
import { messageLabel, partialReason } from '../client/partial-reason.ts';
import { runEnding } from '../client/run-ending.ts';
import { repliesOf, turnsOf } from '../client/turns.ts';
import { textOf, type Message } from '../protocol/message.ts';
import type { Run } from '../protocol/run.ts';
import { visibleText } from '../protocol/visible-text.ts';
import { endingText } from './runs.ts';

/** The remarks that follow the last message of a turn. */
interface TurnEnding {
  /** The index of the turn's last message. */
  after: number;
  /** How the turn's last run ended; null if its reply is complete, or if the last message's label says the same. */
  text: string | null;
  /** A text with the number of discarded drafts; null if there are none. */
  discarded: string | null;
  /** A text with the number of messages that were not sent to the model; null if there are none. */
  leftOut: string | null;
}

/** Returns how the turns of a thread ended. */
export function turnEndings(messages: readonly Message[], runs: readonly Run[]): TurnEnding[] {
  const items = messages.map((message) => ({
    role: message.role,
    runId: message.run_id ?? null,
    createdAt: message.created_at,
    text: visibleText(textOf(message.content)),
    partial: partialReason(message),
  }));
  return turnsOf(items, runs).map((turn) => {
    const after = turn.end - 1;
    if (!turn.run) return { after, text: null, discarded: null, leftOut: null };
    const ending = runEnding(turn.run, repliesOf(items, turn));
    const last = messages[after];
    const isRepeated = last !== undefined && messageLabel(last) === ending?.title;
    const discarded = discardedDrafts(turn.run);
    const leftOut = leftOutMessages(turn.run.notices);
    return {
      after,
      text: isRepeated ? null : endingText(ending),
      discarded: discarded && `${discardedDraftsText(discarded)}.`,
      leftOut: leftOut > 0 ? `${leftOutText(leftOut)}.` : null,
    };
  });
}
