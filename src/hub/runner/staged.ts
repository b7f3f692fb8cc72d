import type { Database } from '../db/database.ts';
import { keepKey, type Repeatable } from '../db/idempotency-keys.ts';
import { insertRunMessages, type MessageRow } from '../db/messages.ts';
import { keepRunSteps, type RunStepRow } from '../db/run-steps.ts';
import { touchThread } from '../db/threads.ts';
import type { NewEvent } from '../delta-log/delta-log.ts';
import { yieldToEventLoop } from '../async/yield-to-event-loop.ts';

/**
 * How many turns of the event loop a reply waits for what comes with it. An agent in a process of its own says in one
 * write that it replies and has ended; its output is read for two more turns until the run ends.
 */
const STAGED_FOR = 4;

/** What ends and waits to be written: the events that say so, and what is stored in the same transaction. */
export interface Staged {
  events: NewEvent[];
  messages: MessageRow[];
  /** Steps that call tools. Those that make messages need no record of their own. */
  steps: RunStepRow[];
  /** The requests that the messages came with, with the messages' ids. */
  keys: { repeatable: Repeatable; messageId: string }[];
}

/** Nothing waits. */
export function nothingStaged(): Staged {
  return { events: [], messages: [], steps: [], keys: [] };
}

/** Settles when what is staged has waited for as long as it may. */
export const untilStagedLong = () => yieldToEventLoop(STAGED_FOR);

/** One after the other. */
export function stagedTogether(one: Staged, other: Staged): Staged {
  return {
    events: [...one.events, ...other.events],
    messages: [...one.messages, ...other.messages],
    steps: [...one.steps, ...other.steps],
    keys: [...one.keys, ...other.keys],
  };
}

/** Stores what is more than events. */
export async function insertStaged(db: Database, { messages, steps, keys }: Staged): Promise<void> {
  const [first] = messages;
  if (first) await touchThread(db, first.threadId);
  await insertRunMessages(db, messages);
  await keepRunSteps(db, steps);
  for (const { repeatable, messageId } of keys) await keepKey(db, repeatable, messageId);
}
