import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentCatalog } from '../agents/agent-catalog.ts';
import type { Database } from '../db/database.ts';
import type { RunRow } from '../db/runs.ts';
import { ProviderError, type Provider } from '../providers/provider.ts';
import { createAgentEnvironment } from './agent-environment.ts';
import { RunEnding, type RunOutcome } from './run-outcome.ts';
import type { RunRecorder } from './run-recorder.ts';

/** How long to wait before a run's end is written again, in milliseconds. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 30_000;

interface ExecuteRunDependencies {
  db: Database;
  agents: AgentCatalog;
  provider: Provider;
  report: (problem: string, error: unknown) => void;
}

/**
 * Runs an agent from start to end. Never throws: what goes wrong becomes the run's outcome, and an outcome
 * that cannot be written is tried again until it can, or until the hub closes.
 */
export async function executeRun(
  dependencies: ExecuteRunDependencies,
  run: RunRow,
  recorder: RunRecorder,
  controller: AbortController,
  closing: AbortSignal,
): Promise<void> {
  const { report } = dependencies;
  const expiry = setTimeout(
    () => controller.abort(new RunEnding({ status: 'expired' })),
    run.expiresAt.getTime() - Date.now(),
  );
  let outcome: RunOutcome;
  try {
    await recorder.changeStatus('in_progress');
    controller.signal.throwIfAborted(); // cancelled before it began
    outcome = await Promise.race([
      runAgent(dependencies, run, recorder, controller.signal),
      untilAborted(controller.signal),
    ]);
  } catch (error) {
    outcome = controller.signal.aborted ? endingOf(controller.signal) : failure(error);
  }
  clearTimeout(expiry);
  controller.abort(new RunEnding(outcome));
  for (let wait = FIRST_WAIT; !(await isSettled()); wait = Math.min(2 * wait, LONGEST_WAIT)) {
    if (closing.aborted) return; // the next hub ends it
    await sleep(wait, undefined, { signal: closing }).catch(() => undefined); // closing cuts the wait short
  }

  async function isSettled(): Promise<boolean> {
    try {
      await recorder.settle(outcome);
      return true;
    } catch (error) {
      report(`Run ${run.id} could not be ended yet`, error);
      return false;
    }
  }
}

async function runAgent(
  { db, agents, provider }: ExecuteRunDependencies,
  run: RunRow,
  recorder: RunRecorder,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const { agent, metadata } = await agents.load(run.assistantId);
  const { defaults } = metadata.details.agent;
  const environment = createAgentEnvironment({ db, provider, recorder, run, defaults, signal });
  await agent(environment.env);
  const unseen = environment.unseenError();
  if (unseen) throw unseen;
  return { status: environment.isInputRequested() ? 'requires_action' : 'completed' };
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

function endingOf(signal: AbortSignal): RunOutcome {
  return signal.reason instanceof RunEnding ? signal.reason.outcome : failure(signal.reason);
}

function failure(error: unknown): RunOutcome {
  if (error instanceof ProviderError) return { status: 'failed', message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  return { status: 'failed', message: `The agent failed: ${message}` };
}
