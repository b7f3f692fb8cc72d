import type { Message } from '../protocol/message.ts';
import type { Run } from '../protocol/run.ts';

/** The fields of a message that decide which turn it belongs to. */
export interface TurnMessage {
  readonly role: Message['role'];
  /** The run that wrote the message. Null if no run wrote it, or if the run is unknown, as for copied messages. */
  readonly runId: string | null;
  /** In Unix seconds; null while unknown. */
  readonly createdAt: number | null;
}

/** A turn of a conversation: a person's message and the replies to it. */
export interface Turn<R> {
  /** The index of its first message. */
  readonly start: number;
  /** The index after its last message. */
  readonly end: number;
  /** The last run of the turn. It retried the runs before it. */
  readonly run: R | null;
}

/**
 * Returns the turns of a conversation, each with its last run. Messages before the person's first message are a turn,
 * too.
 * @param runs oldest first
 */
export function turnsOf<R extends Pick<Run, 'id' | 'created_at'>>(
  messages: readonly TurnMessage[],
  runs: readonly R[],
): Turn<R>[] {
  const turns = withoutRuns<R>(messages);
  const turnOfRun = new Map<string, OpenTurn<R>>();
  for (const turn of turns) {
    for (const { runId } of messages.slice(turn.start, turn.end)) {
      if (runId !== null) turnOfRun.set(runId, turn);
    }
  }
  const newest = runs.at(-1);
  for (const run of runs) {
    const turn =
      turnOfRun.get(run.id) ?? turnAt(turns, run.created_at) ?? (run === newest ? turns.at(-1) : undefined);
    if (turn) turn.run = run;
  }
  return turns;
}

/** Returns the replies of a turn's run. */
export function repliesOf<M extends TurnMessage>(
  messages: readonly M[],
  { start, end, run }: Turn<{ id: string }>,
): M[] {
  return messages
    .slice(start, end)
    .filter(({ role, runId }) => role === 'assistant' && run !== null && (runId ?? run.id) === run.id);
}

interface OpenTurn<R> {
  start: number;
  end: number;
  /** The time of the turn's first message, in Unix seconds; null while unknown. */
  from: number | null;
  run: R | null;
}

function withoutRuns<R>(messages: readonly TurnMessage[]): OpenTurn<R>[] {
  const turns: OpenTurn<R>[] = [];
  for (const [index, { role, createdAt }] of messages.entries()) {
    const current = turns.at(-1);
    if (current && role === 'assistant') current.end = index + 1;
    else turns.push({ start: index, end: index + 1, from: createdAt, run: null });
  }
  return turns.length > 0 ? turns : [{ start: 0, end: 0, from: 0, run: null }];
}

/**
 * Returns the turn in which a run without messages began. Times are whole seconds, so several turns may begin at the
 * same time.
 */
function turnAt<R>(turns: readonly OpenTurn<R>[], seconds: number): OpenTurn<R> | undefined {
  return (
    turns.find(({ from, run }) => from === seconds && run === null) ??
    turns.findLast(({ from }) => from !== null && from <= seconds)
  );
}
