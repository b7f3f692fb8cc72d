import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentCatalog, AgentEntry } from '../../agents/agent-catalog.ts';
import type { AgentSlots } from '../../agents/agent-slots.ts';
import type { Confinement } from '../../agents/confinement.ts';
import { runPythonAgent } from '../../agents/run-python-agent.ts';
import type { PythonPackages } from '../../agents/python-packages.ts';
import type { RunModule } from '../../agents/run-host.ts';
import type { RunTokens } from '../../accounts/run-tokens.ts';
import type { McpServers } from '../../mcp/mcp-servers.ts';
import type { RunServers } from '../../mcp/run-servers.ts';
import { accountName } from '../../db/accounts.ts';
import type { Availability } from '../../db/availability.ts';
import { isAssistantId } from '../../db/assistants.ts';
import type { Database } from '../../db/database.ts';
import { DatabaseUnavailableError } from '../../db/database-unavailable.ts';
import { ProviderError, type Provider } from '../../providers/provider.ts';
import { untilAborted } from '../../async/until-aborted.ts';
import { RunLeft, type ActiveRun } from '../active-run.ts';
import { runAssistant } from './run-assistant.ts';
import { createOtherRuns, type AgentCalls } from './other-runs.ts';
import { readRecordedLoop } from './recorded-loop.ts';
import { createRunHost } from './run-host.ts';
import { RunEnding, type RunOutcome } from '../recording/run-outcome.ts';

/** First delay before the end of a run is written again, in milliseconds. Each further delay is twice as long. */
const FIRST_RETRY_DELAY = 250;
/** Maximum delay before the end of a run is written again, in milliseconds. */
const MAX_RETRY_DELAY = 2_000;

/** Dependencies of the execution of a run. */
export interface ExecuteRunDependencies {
  db: Database;
  availability: Availability;
  agents: AgentCatalog;
  /** Runs agents in TypeScript. */
  runModule: RunModule;
  provider: Provider;
  /** The MCP servers that agents may use. */
  mcpServers: McpServers;
  runTokens: RunTokens;
  /** Runs other agents for agents in TypeScript. */
  agentCalls: AgentCalls;
  /** The sandbox for processes of agents in Python. */
  confinement: Confinement;
  /** Limits how many runs have a process at once. */
  agentSlots: AgentSlots;
  /** The URL of the hub for agents in Python, such as `http://127.0.0.1:3000`. */
  hubUrl: string;
  /** The `env_vars` of these agents. */
  agentVariables: Readonly<Record<string, string>>;
  /** Whether `env.exec_command` of these agents may run commands. */
  mayExecute: boolean;
  /** Installs the packages in the `requirements.txt` of these agents; null if that is not allowed. */
  packages: PythonPackages | null;
  /** Maximum size of a conversation that a model gets, in characters. */
  contextCharacters: number;
  /** Reports failures that no client sees. */
  report: (problem: string, error: unknown) => void;
}

/**
 * Runs an agent or an assistant from start to end, or waits for the end of a run that is driven from outside. Never
 * throws: a failure becomes the run's outcome. Writing the outcome is retried until it succeeds or the hub closes.
 */
export async function executeRun(
  dependencies: ExecuteRunDependencies,
  active: ActiveRun,
  closing: AbortSignal,
): Promise<void> {
  const { agentSlots, report } = dependencies;
  const { recorder, controller, thread } = active;
  const { id, delegated, assistantId } = recorder.run;
  let outcome: RunOutcome;
  let releaseAgentSlot: (() => void) | null = null;
  try {
    if (!delegated) {
      if (!isAssistantId(assistantId))
        releaseAgentSlot = await agentSlots.acquire(thread.accountId, controller.signal); // the run is queued until then
      if (recorder.run.status === 'queued') await recorder.changeStatus('in_progress');
      controller.signal.throwIfAborted(); // cancelled before it began
    }
    // `aborted` comes first in the race: an aborted run ends with the reason of the abort, not with an error of the
    // work that it interrupts.
    const aborted = untilAborted(controller.signal);
    outcome = await (delegated ? aborted : Promise.race([aborted, runAgent(dependencies, active)]));
  } catch (error) {
    outcome = controller.signal.aborted ? endingOf(controller.signal) : failure(error);
  }
  active.deadline.clear();
  if (controller.signal.reason instanceof RunLeft) {
    await recorder.flush().catch((error: unknown) => report(`Run ${id} could not be written`, error));
    return;
  }
  controller.abort(new RunEnding(outcome));
  for (let delay = FIRST_RETRY_DELAY; !(await isSettled()); delay = Math.min(2 * delay, MAX_RETRY_DELAY)) {
    if (closing.aborted) break; // the next hub ends the run
    await sleep(delay, undefined, { signal: closing }).catch(() => undefined); // closing ends the delay early
  }
  active.releaseSlot(); // before the process has exited: a client that reads the end may start the next run at once
  await active.process;
  releaseAgentSlot?.();

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
  dependencies: ExecuteRunDependencies,
  active: ActiveRun,
  agent: AgentEntry,
): Promise<RunOutcome> {
  const { db, availability, provider, runModule, agentCalls } = dependencies;
  const { recorder, thread, isResumed, controller } = active;
  const { id: runId, assistantId: agentId, threadId } = recorder.run;
  const { withRetry } = availability;
  const recorded = isResumed ? await withRetry(() => readRecordedLoop(db, thread, recorder.run)) : null;
  const servers = openServers(dependencies, active, agent);
  const host = createRunHost({
    db,
    availability,
    provider,
    active,
    agent: agent.metadata.details.agent,
    recorded,
    servers,
    otherRuns: createOtherRuns(agentCalls, thread, { runId, agentId, threadId }, controller.signal),
  });
  const { ended, gone } = runModule(agent, host, recorder.addOutput);
  active.process = untilAll(gone, servers.closed);
  await ended;
  return { status: host.isInputRequested() ? 'requires_action' : 'completed' };
}

/** Runs an agent in Python. It uses the hub's API like any client, with a token that is revoked when it ends. */
async function runPython(
  dependencies: ExecuteRunDependencies,
  active: ActiveRun,
  agent: AgentEntry,
): Promise<RunOutcome> {
  const { folder, metadata } = agent;
  const { db, availability, runTokens, agentVariables } = dependencies;
  const { confinement, hubUrl, mayExecute, packages } = dependencies;
  const { recorder, controller, thread } = active;
  const { id: runId, assistantId: agentId } = recorder.run;
  const { accountId, id: threadId } = thread;
  const account = (await availability.withRetry(() => accountName(db, accountId))) ?? accountId;
  controller.signal.throwIfAborted();
  const servers = openServers(dependencies, active, agent);
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
    const gone = ended.catch(() => undefined); // its failure is handled as the outcome
    active.process = untilAll(gone, servers.closed);
    await ended;
  } finally {
    revoke();
  }
  return active.requestedOutcome ?? { status: 'completed' };
}

/** Gives the run the MCP servers of its agent. None is started yet. */
function openServers(
  { mcpServers }: ExecuteRunDependencies,
  active: ActiveRun,
  { metadata }: AgentEntry,
): RunServers {
  const names = metadata.details.agent.mcp_servers ?? [];
  active.servers = mcpServers.openFor({ names, signal: active.controller.signal });
  return active.servers;
}

async function untilAll(...ends: Promise<void>[]): Promise<void> {
  await Promise.all(ends);
}

function endingOf(signal: AbortSignal): RunOutcome {
  return signal.reason instanceof RunEnding ? signal.reason.outcome : failure(signal.reason);
}

function failure(error: unknown): RunOutcome {
  // Only this class counts: errors of other servers, which an agent may use itself, can have the same codes.
  if (error instanceof DatabaseUnavailableError)
    return { status: 'failed', message: 'The server could not reach its database.' };
  if (error instanceof ProviderError) return { status: 'failed', message: error.message, code: error.code };
  const message = error instanceof Error ? error.message : String(error);
  return { status: 'failed', message: `The agent failed: ${message}` };
}
