import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { backoff, type SourceMessage } from '../client/event-source.ts';
import { HubSilentError, HubUnreachableError } from '../client/hub-requests.ts';
import { partialReason } from '../client/partial-reason.ts';
import { runEnding, type RunEnding } from '../client/run-ending.ts';
import { startRun, type RunStart } from '../client/runs.ts';
import { textOf } from '../protocol/message.ts';
import { reduceRun } from '../protocol/reduce-run.ts';
import { isActive, type Run } from '../protocol/run.ts';
import { INITIAL_RUN_STATE, type RunState } from '../protocol/run-state.ts';
import { visibleText } from '../protocol/visible-text.ts';
import { CliProblem } from './cli-problem.ts';
import type { Hub, StreamOptions } from './hub.ts';
import type { RunPrinter } from './stream-printer.ts';
import { parseEventId, type EventId } from '../protocol/event-id.ts';

/** How many times a run is requested when no answer arrives. */
const MAX_ATTEMPTS = 4;

/**
 * Starts a run, and sends the request again when the connection breaks before the answer. All attempts share one
 * idempotency key, so the hub starts one run. A hub that stays silent is not asked again.
 */
export async function startRunWithRetries(
  hub: Hub,
  start: Omit<RunStart, 'idempotencyKey'>,
  wait: (milliseconds: number) => Promise<unknown> = sleep,
): Promise<Run> {
  const idempotencyKey = randomUUID();
  for (let attempt = 0; ; attempt++) {
    try {
      return await startRun(hub, { ...start, idempotencyKey });
    } catch (error) {
      const mayBeAskedAgain = error instanceof HubUnreachableError && !(error instanceof HubSilentError);
      if (!mayBeAskedAgain || attempt === MAX_ATTEMPTS - 1) throw error;
      await wait(backoff(attempt, Math.random()));
    }
  }
}

/** What came of following a run. */
export interface FollowedRun {
  state: RunState;
  /** Nothing has to be fetched: the stream brought every message of the run. */
  isWhole: boolean;
}

/**
 * Follows a run to its end.
 * @throws {CliProblem} where the hub cannot be reached for so long that it is given up
 */
export async function followRun(
  hub: Hub,
  run: Run,
  printer: RunPrinter,
  onEnvelope?: StreamOptions['onEnvelope'],
): Promise<FollowedRun> {
  let state = INITIAL_RUN_STATE;
  let isWhole = true;
  const signals = hub.streamRun({
    threadId: run.thread_id,
    runId: run.id,
    cursor: () => state.cursor,
    ...(onEnvelope && { onEnvelope }),
  });
  for await (const signal of signals) {
    if (signal.type === 'lost') {
      printer.lose();
      continue;
    }
    state = reduceRun(state, signal);
    if (signal.type === 'event' && signal.event.type === 'snapshot') isWhole = false;
    await printer.take(state, signal.type === 'event' ? signal.event : null);
  }
  printer.end();
  if (isActive(state.status)) {
    throw new CliProblem(
      `The connection to the hub is lost, and the run may go on without it: see "symposium thread show ${run.thread_id}".`,
    );
  }
  return { state, isWhole: isWhole && state.messages.every(({ message }) => message !== null) };
}

/** Why a run has not brought what it was asked for; null where it has. */
export function failureOf(state: RunState): string | null {
  const { status, run, error } = state;
  switch (status) {
    case 'failed':
      return `The run failed: ${run?.last_error?.message ?? error ?? 'the server does not say why.'}`;
    case 'cancelled':
      return 'The run was stopped.';
    case 'expired':
    case 'incomplete':
      return endingText(endingOf(state));
    default:
      return null;
  }
}

/** What is to be said of a run that has ended well and brought no whole reply; null where it has brought one. */
export function remarkOn({ state, isWhole }: FollowedRun): string | null {
  if (!isWhole || failureOf(state) !== null) return null;
  return endingText(endingOf(state));
}

/** How a run ended that brought no whole reply; null where it brought one, or is still active. */
export function endingOf({ status, run, messages }: RunState): RunEnding | null {
  const replies = messages.flatMap(({ message }) => message ?? []);
  return runEnding(
    { created_at: 0, ...run, status },
    replies.map((message) => ({
      text: visibleText(textOf(message.content)),
      partial: partialReason(message),
    })),
  );
}

/** How a run ended, as a person reads it. */
export function endingText(ending: RunEnding | null): string | null {
  if (!ending) return null;
  return [`${ending.title}.`, ending.explanation].filter(Boolean).join(' ');
}

/** Passes each event of a run on once, however often the hub sends it; all of a hub that sends no ids. */
export function eachOnce(take: (data: string, id: EventId | null) => void): (event: SourceMessage) => void {
  let last = 0;
  return ({ data, lastEventId }) => {
    const id = parseEventId(lastEventId);
    if (id && id.seq <= last) return;
    last = id?.seq ?? last;
    take(String(data), id);
  };
}
