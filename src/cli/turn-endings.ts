import { leftOutMessages, leftOutText, discardedDrafts, discardedDraftsText } from '../client/run-notices.ts';
import { messageLabel, partialReason } from '../client/partial-reason.ts';
import { runEnding } from '../client/run-ending.ts';
import { repliesOf, turnsOf } from '../client/turns.ts';
import { textOf, type Message } from '../protocol/message.ts';
import type { Run } from '../protocol/run.ts';
import { visibleText } from '../protocol/visible-text.ts';
import { endingText } from './runs.ts';

/** What is to be said at the end of a turn, besides its messages. */
interface TurnEnding {
  /** The index of the turn's last message. */
  after: number;
  /** How its last run ended, where that is not plain from its messages. */
  ending: string | null;
  /** What the agent has streamed and not kept. */
  unkept: string | null;
  /** That the oldest messages were not sent to the model. */
  leftOut: string | null;
}

/** How the turns of a thread ended. */
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
    if (!turn.run) return { after, ending: null, unkept: null, leftOut: null };
    const ending = runEnding(turn.run, repliesOf(items, turn));
    const last = messages[after];
    const isMarked = last !== undefined && messageLabel(last) === ending?.title;
    const unkept = discardedDrafts(turn.run);
    const leftOut = leftOutMessages(turn.run.notices);
    return {
      after,
      ending: isMarked ? null : endingText(ending),
      unkept: unkept && `${discardedDraftsText(unkept)}.`,
      leftOut: leftOut > 0 ? `${leftOutText(leftOut)}.` : null,
    };
  });
}
