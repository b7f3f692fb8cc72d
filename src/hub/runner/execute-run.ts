import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentCatalog, AgentEntry } from '../agents/agent-catalog.ts';
import type { AgentSlots } from '../agents/agent-slots.ts';
import type { Confinement } from '../agents/confinement.ts';
import { runPythonAgent } from '../agents/python-agent.ts';
import type { PythonPackages } from '../agents/python-packages.ts';
import type { RunModule } from '../agents/run-host.ts';
import type { RunTokens } from '../accounts/run-tokens.ts';
import { accountName } from '../db/accounts.ts';
import type { Availability } from '../db/availability.ts';
import { isAssistantId } from '../db/assistants.ts';
import type { Database } from '../db/database.ts';
import { DatabaseAwayError } from '../db/is-away.ts';
import { ProviderError, type Provider } from '../providers/provider.ts';
import { untilAborted } from '../async/until-aborted.ts';
import { RunLeft, type ActiveRun } from './active-run.ts';
import { runAssistant } from './run-assistant.ts';
import { createRunHost } from './run-host.ts';
import { RunEnding, type RunOutcome } from './run-outcome.ts';

/** How long to wait before a run's end is written again, in milliseconds. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 2_000;

/** What runs stand on. */
export interface ExecuteRunDependencies {
  db: Database;
  availability: Availability;
  agents: AgentCatalog;
  /** Runs agents in TypeScript. */
  runModule: RunModule;
  provider: Provider;
  runTokens: RunTokens;
  /** Where the processes of agents in Python run. */
  confinement: Confinement;
  /** How many runs have a process at once. */
  agentSlots: AgentSlots;
  /** Where agents in Python find the hub, such as `http://127.0.0.1:3000`. */
  hubUrl: string;
  /** What these agents find in their `env_vars`. */
  agentVariables: Readonly<Record<string, string>>;
  /** Whether `env.exec_command` of these agents runs commands. */
  mayExecute: boolean;
  /** Installs what these agents name in a `requirements.txt`; null: that is not allowed. */
  packages: PythonPackages | null;
  /** How much of a conversation models are sent at most. */
  contextCharacters: number;
  /** Told what goes wrong and has no client to be told. */
  report: (problem: string, error: unknown) => void;
}

/**
 * Runs an agent or an assistant from start to end, or waits for the end that a run is given which is driven from outside.
 * Never throws: what goes wrong becomes the run's outcome, and an outcome that cannot be written is tried
 * again until it can, or until the hub closes.
 */
export async function executeRun(
  dependencies: ExecuteRunDependencies,
  active: ActiveRun,
  closing: AbortSignal,
): Promise<void> {
  const { agentSlots, report } = dependencies;
  const { recorder, controller, thread } = active;
  const { id, expiresAt, delegated, assistantId } = recorder.run;
  const expiry = setTimeout(
    () => controller.abort(new RunEnding({ status: 'expired' })),
    expiresAt.getTime() - Date.now(),
  );
  let outcome: RunOutcome;
  let leaveSlot: (() => void) | null = null;
  try {
    if (!delegated) {
      if (!isAssistantId(assistantId))
        leaveSlot = await agentSlots.acquire(thread.accountId, controller.signal); // until then the run is queued
      if (recorder.run.status === 'queued') await recorder.changeStatus('in_progress');
      controller.signal.throwIfAborted(); // cancelled before it began
    }
    // First, so that a run that is aborted ends as that says, and not as what it was doing fails.
    const aborted = untilAborted(controller.signal);
    outcome = await (delegated ? aborted : Promise.race([aborted, runAgent(dependencies, active)]));
  } catch (error) {
    outcome = controller.signal.aborted ? endingOf(controller.signal) : failure(error);
  }
  clearTimeout(expiry);
  if (controller.signal.reason instanceof RunLeft) {
    await recorder.flush().catch((error: unknown) => report(`Run ${id} could not be written`, error));
    return;
  }
  controller.abort(new RunEnding(outcome));
  for (let wait = FIRST_WAIT; !(await isSettled()); wait = Math.min(2 * wait, LONGEST_WAIT)) {
    if (closing.aborted) break; // the next hub ends it
    await sleep(wait, undefined, { signal: closing }).catch(() => undefined); // closing cuts the wait short
  }
  active.releaseSlot(); // at once: a client that reads the end may ask for the next run before the process has ended
  await active.process;
  leaveSlot?.();

  async function isSettled(): Promise<boolean> {
    try {
      await recorder.settle(outcome);
      return true;
    } catch (error) {
      report(`Run ${id} could not be ended yet`, error);
      return false;
    }
  }
}

async function runAgent(dependencies: ExecuteRunDependencies, active: ActiveRun): Promise<RunOutcome> {
  const { assistantId } = active.recorder.run;
  if (isAssistantId(assistantId)) return runAssistant(dependencies, active);
  const agent = dependencies.agents.find(assistantId);
  if (!agent) throw new Error(`there is no agent ${assistantId}`);
  return agent.kind === 'python'
    ? runPython(dependencies, active, agent)
    : runTypeScript(dependencies, active, agent);
}

async function runTypeScript(
  { provider, runModule }: ExecuteRunDependencies,
  active: ActiveRun,
  agent: AgentEntry,
): Promise<RunOutcome> {
  const { recorder, conversation, controller } = active;
  const host = createRunHost({
    provider,
    recorder,
    conversation,
    run: recorder.run,
    defaults: agent.metadata.details.agent.defaults,
    signal: controller.signal,
  });
  const { ended, gone } = runModule(agent, host, recorder.addOutput);
  active.process = gone;
  await ended;
  return { status: host.isInputRequested() ? 'requires_action' : 'completed' };
}

/** An agent in Python speaks to the hub as any client does, with a token that ends with it. */
async function runPython(
  dependencies: ExecuteRunDependencies,
  active: ActiveRun,
  { folder, metadata }: AgentEntry,
): Promise<RunOutcome> {
  const { db, availability, runTokens, agentVariables } = dependencies;
  const { confinement, hubUrl, mayExecute, packages } = dependencies;
  const { recorder, controller, thread } = active;
  const { id: runId, assistantId: agentId } = recorder.run;
  const { accountId, id: threadId } = thread;
  const account = (await availability.outlive(() => accountName(db, accountId))) ?? accountId;
  controller.signal.throwIfAborted();
  const { token, revoke } = runTokens.issue({ accountId, threadId, runId, agentId });
  try {
    const ended = runPythonAgent({
      folder,
      metadata,
      confinement,
      hubUrl,
      mayExecute,
      packages,
      token,
      threadId,
      runId,
      agentId,
      account,
      environment: agentVariables,
      signal: controller.signal,
      onOutput: (stream, text) => recorder.addOutput(stream, text),
    });
    active.process = ended.catch(() => undefined); // its failure is the outcome's affair
    await ended;
  } finally {
    revoke();
  }
  return active.asked ?? { status: 'completed' };
}

function endingOf(signal: AbortSignal): RunOutcome {
  return signal.reason instanceof RunEnding ? signal.reason.outcome : failure(signal.reason);
}

function failure(error: unknown): RunOutcome {
  // Errors of other servers, which an agent may ask by itself, can bear the same codes.
  if (error instanceof DatabaseAwayError)
    return { status: 'failed', message: 'The server could not reach its database.' };
  if (error instanceof ProviderError) return { status: 'failed', message: error.message, code: error.code };
  const message = error instanceof Error ? error.message : String(error);
  return { status: 'failed', message: `The agent failed: ${message}` };
}
