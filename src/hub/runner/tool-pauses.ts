import type { RunStep } from '../../protocol/run-step.ts';
import type { ToolOutput } from '../../protocol/tool-outputs.ts';
import { RUN_STEP_PREFIX } from '../../protocol/event-names.ts';
import { RefusedError, serverBusy } from '../errors/refused-error.ts';
import type { Database } from '../db/database.ts';
import { findKey, keepKey, type Repeatable } from '../db/idempotency-keys.ts';
import { newestToolSteps } from '../db/run-steps.ts';
import type { RunRow } from '../db/runs.ts';
import type { DeltaLog } from '../delta-log/delta-log.ts';
import { readLog } from '../delta-log/replay-log.ts';
import { RunLeft, type ActiveRuns } from './active-run.ts';
import { RunEnding } from './run-outcome.ts';
import type { ToolOutputs } from './tool-call-step.ts';

/** A request is repeated soon: among so many bytes of steps is the one that it was for. */
const RECENT_STEPS = 4_000_000;

/** Said where the next hub takes the run, or this one has still to take it. */
const BETWEEN_HUBS = 'The server is restarted, and the run waits: submit the outputs again in a few seconds.';
const RETRY_SECONDS = 2;

/** A run that continues. */
export interface ContinuedRun {
  run: RunRow;
  /** The `seq` of the last event before that; null where it is not known any more. */
  after: number | null;
}

/** Runs that wait for the outputs of tools. */
export interface ToolPauses {
  /**
   * Continues a run with the outputs of all the calls that it waits for. A request that is repeated changes nothing.
   * @throws RefusedError if the run does not wait for them or they are not the outputs of its calls (`invalid`), or no hub writes the run just now (`busy`)
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

/** The pauses of the runs that this hub writes. */
export function createToolPauses({ db, log, runs }: ToolPausesDependencies): ToolPauses {
  /** The step that these are the outputs of; null where it has not had them. */
  async function answeredStep(run: RunRow, outputs: ToolOutputs): Promise<RunStep | null> {
    if (outputs.size === 0) return null;
    const rows = await newestToolSteps(db, [run.id], RECENT_STEPS);
    const answered = rows.find(({ step: { step_details: details } }) => {
      if (details.type !== 'tool_calls' || details.tool_calls.length !== outputs.size) return false;
      return details.tool_calls.every((call) => outputs.get(call.id) === call.function.output);
    });
    return answered?.step ?? null;
  }

  /** What an earlier try of this request has done, whose answer was lost with the connection; null where there was none. */
  async function doneEarlier(
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

  /** Where the stream goes on once a step has ended; null where the log is swept. */
  async function placeBeforeEnd({ id, run_id: runId, status }: RunStep): Promise<number | null> {
    for await (const entries of readLog(log, runId)) {
      const end = entries.find(
        ({ event, data }) => event === RUN_STEP_PREFIX + status && data.includes(`"id":"${id}"`),
      );
      if (end) return end.id.seq - 1;
    }
    return null;
  }

  return {
    async submitToolOutputs(run, given, repeatable) {
      const outputs = toMap(given);
      const earlier = await doneEarlier(run, outputs, repeatable);
      if (earlier) return earlier;
      const active = runs.get(run.id);
      const reason: unknown = active?.controller.signal.reason;
      const { status } = reason instanceof RunEnding ? reason.outcome : (active?.recorder.run ?? run);
      if (status !== 'awaiting_tools') throw acceptsNone(status);
      if (!active || reason instanceof RunLeft) throw serverBusy(BETWEEN_HUBS, RETRY_SECONDS);
      const { recorder } = active;
      assertComplete(recorder.run, outputs);
      const after = await recorder.resume(outputs, async (transaction) => {
        await keepKey(transaction, repeatable, run.id);
      });
      const continued = active.onToolOutputs;
      active.onToolOutputs = null;
      continued?.();
      return { run: recorder.run, after };
    },
  };
}

function toMap(given: readonly ToolOutput[]): ToolOutputs {
  const outputs = new Map<string, string>();
  for (const [index, { tool_call_id: id, output }] of given.entries()) {
    if (outputs.has(id))
      throw wrongOutput(index, `There are two outputs for the tool call '${id}': send one.`);
    outputs.set(id, output ?? '');
  }
  return outputs;
}

/** Makes sure that there is an output for each call that the run waits for, and no other. */
function assertComplete({ requiredCalls }: RunRow, outputs: ToolOutputs): void {
  const expected = new Set(requiredCalls?.map(({ id }) => id));
  for (const [index, id] of [...outputs.keys()].entries()) {
    if (!expected.has(id)) throw wrongOutput(index, `The run does not wait for a tool call '${id}'.`);
  }
  const missing = [...expected].filter((id) => !outputs.has(id));
  if (missing.length > 0) {
    throw new RefusedError(
      'invalid',
      `Expected tool outputs for call_ids ${JSON.stringify([...expected])}: send those of ${JSON.stringify(missing)} too.`,
      {
        param: 'tool_outputs',
      },
    );
  }
}

function wrongOutput(index: number, message: string): RefusedError {
  return new RefusedError('invalid', message, { param: `tool_outputs.${index}.tool_call_id` });
}

function acceptsNone(status: RunRow['status']): RefusedError {
  return new RefusedError('invalid', `Runs in status "${status}" do not accept tool outputs.`, {
    code: 'no_tool_outputs_expected',
    retryAfter: 'never',
  });
}
