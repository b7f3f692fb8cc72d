import { randomUUID } from 'node:crypto';
import type { SourceMessage } from '../client/event-source.ts';
import { threadPath } from '../client/paths.ts';
import { partialReason } from '../client/partial-reason.ts';
import { runEnding, type RunEnding } from '../client/run-ending.ts';
import { startRun, type RunStart } from '../client/runs.ts';
import { textOf } from '../protocol/message.ts';
import { reduceRun } from '../protocol/reduce-run.ts';
import { isActive, runSchema, type Run } from '../protocol/run.ts';
import type { ChildRunReference } from '../protocol/run-step.ts';
import { INITIAL_RUN_STATE, type RunState } from '../protocol/run-state.ts';
import { visibleText } from '../protocol/visible-text.ts';
import { CliProblem } from './cli-problem.ts';
import type { Hub, StreamOptions } from './hub.ts';
import { withRetries, type Wait } from './retries.ts';
import type { RunPrinter } from './run-printer.ts';
import type { WatchChild } from './streaming/child-feed.ts';
import { parseEventId, type EventId } from '../protocol/event-id.ts';

/**
 * Starts a run, and sends the request again when the connection breaks before the answer. All attempts share one
 * idempotency key, so the hub starts only one run. If the hub does not answer in time, the request is not sent again.
 */
export function startRunWithRetries(
  hub: Hub,
  start: Omit<RunStart, 'idempotencyKey'>,
  wait?: Wait,
): Promise<Run> {
  const idempotencyKey = randomUUID();
  return withRetries(() => startRun(hub, { ...start, idempotencyKey }), wait);
}

/** The result of following a run. */
export interface FollowedRun {
  state: RunState;
  /** Whether the stream contained every message of the run, so that no message has to be fetched. */
  isComplete: boolean;
}

/**
 * Follows a run to its end, and passes each state to the printer.
 * @throws {CliProblem} if the hub cannot be reached for too long
 */
export async function followRun(
  hub: Hub,
  run: Run,
  printer: RunPrinter,
  onEnvelope?: StreamOptions['onEnvelope'],
): Promise<FollowedRun> {
  let state = INITIAL_RUN_STATE;
  let isComplete = true;
  const signals = hub.streamRun({
    threadId: run.thread_id,
    runId: run.id,
    cursor: () => state.cursor,
    ...(onEnvelope && { onEnvelope }),
  });
  for await (const signal of signals) {
    if (signal.type === 'lost') {
      printer.connectionLost();
      continue;
    }
    state = reduceRun(state, signal);
    if (signal.type === 'event' && signal.event.type === 'snapshot') isComplete = false;
    await printer.take(state, signal.type === 'event' ? signal.event : null);
  }
  await printer.settle?.();
  printer.end();
  if (isActive(state.status)) {
    throw new CliProblem(
      `Lost the connection to the hub. The run may still be active: see "symposium thread show ${run.thread_id}".`,
    );
  }
  return { state, isComplete: isComplete && state.messages.every(({ message }) => message !== null) };
}

/** Returns a function that follows runs of other agents, for a printer. */
export function watchChildren(hub: Hub): WatchChild {
  async function follow(
    { thread_id: threadId, run_id: runId }: ChildRunReference,
    onState: (state: RunState) => void,
  ): Promise<void> {
    let state = INITIAL_RUN_STATE;
    try {
      for await (const signal of hub.streamRun({ threadId, runId, cursor: () => state.cursor })) {
        if (signal.type === 'lost') continue;
        state = reduceRun(state, signal);
        onState(state);
      }
    } catch {
      // The run that has started it has the same problem, and reports it.
    }
  }

  return (child, onState) => {
    const ended = follow(child, onState);
    return {
      async untilKnown() {
        const path = `${threadPath(child.thread_id)}/runs/${child.run_id}`;
        const run = await hub.requestJson(runSchema, path).catch(() => null); // it stays unknown
        if (run && !isActive(run.status)) await ended;
      },
    };
  };
}

/** Returns why a run failed or was stopped; null if it succeeded. */
export function failureText(state: RunState): string | null {
  const { status, run, error } = state;
  switch (status) {
    case 'failed':
      return `The reply failed: ${run?.last_error?.message ?? error ?? 'the server gave no reason.'}`;
    case 'cancelled':
      return 'Reply stopped.';
    case 'expired':
    case 'incomplete':
      return endingText(endingOf(state));
    default:
      return null;
  }
}

/**
 * Returns a remark on a run that succeeded without a complete reply. Returns null for any other run, and if the stream
 * did not contain all of its messages.
 */
export function endingRemark({ state, isComplete }: FollowedRun): string | null {
  if (!isComplete || failureText(state) !== null) return null;
  return endingText(endingOf(state));
}

/** Returns how a run ended without a complete reply; null if its reply is complete, or if the run is still active. */
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

/** Returns the text of an ending; null for null. */
export function endingText(ending: RunEnding | null): string | null {
  if (!ending) return null;
  return [`${ending.title}.`, ending.explanation].filter(Boolean).join(' ');
}

/**
 * Returns a listener that passes each event of a run to `take` once, even if the hub repeats it. Events without ids are
 * always passed.
 */
export function withoutRepeats(
  take: (data: string, id: EventId | null) => void,
): (event: SourceMessage) => void {
  let last = 0;
  return ({ data, lastEventId }) => {
    const id = parseEventId(lastEventId);
    if (id && id.seq <= last) return;
    last = id?.seq ?? last;
    take(String(data), id);
  };
}
