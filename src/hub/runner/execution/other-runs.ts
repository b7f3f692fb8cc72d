import { childRunInputSchema, type ChildRun, type ChildRunInput } from '../../../protocol/child-run.ts';
import type { AgentHost } from '../../../agents/agent-host.ts';
import type { RunGrant } from '../../accounts/run-tokens.ts';
import type { ThreadRow } from '../../db/threads.ts';

/** The run of an agent that runs other agents. */
export type Caller = Pick<RunGrant, 'runId' | 'agentId' | 'threadId'>;

/** Runs other agents for agents. */
export interface AgentCalls {
  /**
   * Runs another agent for the agent of a run.
   * @throws RefusedError if there is no such agent (`not_found`), the agent's own run has ended (`conflict`), or there
   * are too many runs (`invalid`, `too_many`)
   */
  start(thread: ThreadRow, caller: Caller, input: ChildRunInput, signal: AbortSignal): Promise<ChildRun>;
  /**
   * Resolves to the replies of a run, once it has ended.
   * @throws Error that says how it ended, if it has not finished its work
   */
  repliesOf(runId: string): Promise<string[]>;
}

/** Creates the functions with which an agent in TypeScript runs other agents. */
export function createOtherRuns(
  calls: AgentCalls,
  thread: ThreadRow,
  caller: Caller,
  signal: AbortSignal,
): Pick<AgentHost, 'runAgent' | 'repliesOf'> {
  const started = new Set<string>();
  return {
    async runAgent(agentId, { query, threadMode, callback }) {
      signal.throwIfAborted();
      const input = childRunInputSchema.safeParse({
        assistant_id: agentId,
        query,
        thread_mode: threadMode,
        callback,
      });
      if (!input.success) throw new Error(`runAgent: ${input.error.issues[0]!.message}`);
      const { thread_id: threadId, run_id: runId } = await calls.start(thread, caller, input.data, signal);
      if (runId !== null) started.add(runId);
      return { threadId, runId };
    },
    async repliesOf(runId) {
      signal.throwIfAborted();
      if (!started.has(runId)) throw new Error(`this run has not started ${runId}`);
      return calls.repliesOf(runId);
    },
  };
}
