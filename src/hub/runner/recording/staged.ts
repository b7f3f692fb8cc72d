import type { Database } from '../../db/database.ts';
import { storeKey, type Repeatable } from '../../db/idempotency-keys.ts';
import { insertRunMessages, type MessageRow } from '../../db/messages.ts';
import { storeRunSteps, type RunStepRow } from '../../db/run-steps.ts';
import { touchThread } from '../../db/threads.ts';
import type { NewEvent } from '../../delta-log/delta-log.ts';
import { yieldToEventLoop } from '../../async/yield-to-event-loop.ts';

/**
 * Number of turns of the event loop that a reply waits before it is written. An agent in its own process sends its
 * reply and its end together, and the hub needs up to two more turns to end the run.
 */
const TURNS_STAGED = 4;

/**
 * Messages and steps that have ended and wait to be written: their events, and the records for the same
 * transaction.
 */
export interface Staged {
  events: NewEvent[];
  messages: MessageRow[];
  /** Steps that call tools. Steps that create messages are not stored. */
  steps: RunStepRow[];
  /** The requests that the messages came from, with the ids of the messages. */
  keys: { repeatable: Repeatable; messageId: string }[];
}

/** Returns an empty stage. */
export function nothingStaged(): Staged {
  return { events: [], messages: [], steps: [], keys: [] };
}

/** Resolves when staged records have waited long enough. */
export const untilStageExpires = () => yieldToEventLoop(TURNS_STAGED);

/** Joins two stages, in this order. */
export function stagedTogether(one: Staged, other: Staged): Staged {
  return {
    events: [...one.events, ...other.events],
    messages: [...one.messages, ...other.messages],
    steps: [...one.steps, ...other.steps],
    keys: [...one.keys, ...other.keys],
  };
}

/** Writes the records, without the events. */
export async function insertStaged(db: Database, { messages, steps, keys }: Staged): Promise<void> {
  const [first] = messages;
  if (first) await touchThread(db, first.threadId);
  await insertRunMessages(db, messages);
  await storeRunSteps(db, steps);
  for (const { repeatable, messageId } of keys) await storeKey(db, repeatable, messageId);
}
