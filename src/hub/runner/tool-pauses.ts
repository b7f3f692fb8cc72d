import type { RunStep } from '../../protocol/run-step.ts';
import type { ToolOutput } from '../../protocol/tool-outputs.ts';
import { RUN_STEP_PREFIX } from '../../protocol/event-names.ts';
import { RefusedError, serverBusy } from '../errors/refused-error.ts';
import type { Database } from '../db/database.ts';
import { findKey, storeKey, type Repeatable } from '../db/idempotency-keys.ts';
import { newestToolSteps } from '../db/run-steps.ts';
import type { RunRow } from '../db/runs.ts';
import type { DeltaLog } from '../delta-log/delta-log.ts';
import { isOutputDelta } from '../delta-log/run-events.ts';
import { readLog } from '../delta-log/replay-log.ts';
import { RunLeft, type ActiveRun, type ActiveRuns } from './active-run.ts';
import { RunEnding } from './recording/run-outcome.ts';
import type { ToolOutputs } from './recording/tool-call-step.ts';

/**
 * Maximum size of the newest steps among which a repeated request is looked for, in bytes. A request is repeated
 * soon.
 */
const RECENT_STEPS = 4_000_000;

const RETRY_SECONDS = 2;

/** A run that continues. */
export interface ContinuedRun {
  run: RunRow;
  /** The `seq` of the last event before that; null if it is no longer known. */
  after: number | null;
}

/** Runs that wait for tool outputs. */
export interface ToolPauses {
  /**
   * Continues a run with the outputs of all calls that it waits for. A repeated request changes nothing.
   * @throws RefusedError if the run does not wait for them or they are not the outputs of its calls (`invalid`), or
   * no hub writes the run just now (`busy`)
   */
  submitToolOutputs(
    run: RunRow,
    outputs: readonly ToolOutput[],
    repeatable: Repeatable,
  ): Promise<ContinuedRun>;
}

interface ToolPausesDependencies {
  db: Database;
  log: DeltaLog;
  runs: ActiveRuns;
}

/** Creates the interface to the paused runs of this hub. */
export function createToolPauses({ db, log, runs }: ToolPausesDependencies): ToolPauses {
  /** Returns the step that was answered with exactly these outputs; null if there is none. */
  async function answeredStep(run: RunRow, outputs: ToolOutputs): Promise<RunStep | null> {
    if (outputs.size === 0) return null;
    const rows = await newestToolSteps(db, [run.id], RECENT_STEPS);
    const answered = rows.find(({ step: { step_details: details } }) => {
      if (details.type !== 'tool_calls' || details.tool_calls.length !== outputs.size) return false;
      return details.tool_calls.every((call) => outputs.get(call.id) === call.function.output);
    });
    return answered?.step ?? null;
  }

  /** Returns the result of an earlier attempt at this request, whose answer was lost; null if there was none. */
  async function earlierResult(
    run: RunRow,
    outputs: ToolOutputs,
    repeatable: Repeatable,
  ): Promise<ContinuedRun | null> {
    const isKnown = (await findKey(db, repeatable)) !== null;
    if (!isKnown && !repeatable.isRetry) return null;
    const step = await answeredStep(run, outputs);
    if (!step && !isKnown) return null;
    return { run, after: step && (await placeBeforeEnd(step)) };
  }

  /** Returns the `seq` before the events of a step's outputs and of its end; null if the log was deleted. */
  async function placeBeforeEnd({ id, run_id: runId, status }: RunStep): Promise<number | null> {
    let outputs: number | null = null;
    for await (const entries of readLog(log, runId)) {
      for (const { id: eventId, event, data } of entries) {
        if (!data.includes(`"id":"${id}"`)) continue;
        if (isOutputDelta({ event, data })) outputs ??= eventId.seq;
        if (event === RUN_STEP_PREFIX + status) return (outputs ?? eventId.seq) - 1;
      }
    }
    return null;
  }

  return {
    async submitToolOutputs(run, given, repeatable) {
      const outputs = toMap(given);
      const earlier = await earlierResult(run, outputs, repeatable);
      if (earlier) return earlier;
      const active = runs.get(run.id);
      const reason: unknown = active?.controller.signal.reason;
      const status = statusOf(run, active);
      if (status !== 'awaiting_tools') throw notWaiting(status);
      if (!active || reason instanceof RunLeft) throw betweenHubs();
      const { recorder } = active;
      assertComplete(recorder.run, outputs);
      const after = await recorder.resume(outputs, async (transaction) => {
        await storeKey(transaction, repeatable, run.id);
      });
      const continued = active.onToolOutputs;
      active.onToolOutputs = null;
      continued?.();
      return { run: recorder.run, after };
    },
  };
}

/** Returns the status of a run, or the status with which it is ending. */
export function statusOf(run: RunRow, active: ActiveRun | undefined): RunRow['status'] {
  const reason: unknown = active?.controller.signal.reason;
  return reason instanceof RunEnding ? reason.outcome.status : (active?.recorder.run ?? run).status;
}

/** Returns the error between two hubs: this one has left the run, or has not taken it yet. */
export function betweenHubs(): RefusedError {
  return serverBusy(
    'The server is restarting. The run waits: send the request again in a few seconds.',
    RETRY_SECONDS,
  );
}

function toMap(given: readonly ToolOutput[]): ToolOutputs {
  const outputs = new Map<string, string>();
  for (const [index, { tool_call_id: id, output }] of given.entries()) {
    if (outputs.has(id))
      throw wrongOutput(index, `There are two outputs for the tool call '${id}'. Send one.`);
    outputs.set(id, output ?? '');
  }
  return outputs;
}

/** Checks that there is an output for each call that the run waits for, and no other. */
function assertComplete({ requiredCalls }: RunRow, outputs: ToolOutputs): void {
  const expected = new Set(requiredCalls?.map(({ id }) => id));
  for (const [index, id] of [...outputs.keys()].entries()) {
    if (!expected.has(id))
      throw wrongOutput(index, `The run does not wait for an output of the tool call '${id}'. Leave it out.`);
  }
  const missing = [...expected].filter((id) => !outputs.has(id));
  if (missing.length > 0) {
    throw new RefusedError(
      'invalid',
      `Expected tool outputs for call_ids ${JSON.stringify([...expected])}. Missing: ${JSON.stringify(missing)}.`,
      {
        param: 'tool_outputs',
      },
    );
  }
}

function wrongOutput(index: number, message: string): RefusedError {
  return new RefusedError('invalid', message, { param: `tool_outputs.${index}.tool_call_id` });
}

function notWaiting(status: RunRow['status']): RefusedError {
  return new RefusedError('invalid', `Runs in status "${status}" do not accept tool outputs.`, {
    code: 'no_tool_outputs_expected',
    retryAfter: 'never',
  });
}
