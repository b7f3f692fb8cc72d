import type { RunStatus } from '../../protocol/run.ts';
import type { RunStep, RunStepStatus, ToolCall } from '../../protocol/run-step.ts';
import { useActiveRunStatus, useAwaitedApprovals, useToolStep } from './use-live-activity.ts';
import { callState, isOngoing } from './call-state.ts';
import { FoldingLine } from './folding-line.tsx';
import { useIsOpen } from './open-lines.ts';
import { ToolCallRow } from './tool-call-row.tsx';

/** The tool calls of a step of a run that this tab follows. */
export function LiveToolCalls({ runId, id }: { runId: string; id: string }) {
  const step = useToolStep(runId, id);
  const run = useActiveRunStatus(runId);
  const approvals = useAwaitedApprovals(runId, id);
  if (!step) return null;
  // A call of which nothing has arrived leaves a hole.
  const calls = step.calls.filter(Boolean);
  return <ToolCalls id={id} calls={calls} status={step.status} run={run} approvals={approvals} />;
}

/** The tool calls of a step that was fetched. */
export function FetchedToolCalls({ id, step_details: details, status, run_id: runId }: RunStep) {
  const run = useActiveRunStatus(runId);
  const approvals = useAwaitedApprovals(runId, id);
  if (details.type !== 'tool_calls') return null;
  return <ToolCalls id={id} calls={details.tool_calls} status={status} run={run} approvals={approvals} />;
}

interface ToolCallsProps {
  /** The id of the step. */
  id: string;
  calls: readonly ToolCall[];
  status: RunStepStatus;
  /** The status of the run; null if it has ended or is unknown. */
  run: RunStatus | null;
  /** The indexes of the calls on which the person has not decided yet. */
  approvals: readonly number[];
}

/**
 * The calls of one step, a row each. Several calls fold into one line when they are done, unless the person has opened
 * one of them.
 */
function ToolCalls({ id, calls, status, run, approvals }: ToolCallsProps) {
  const [isBeingRead, setBeingRead] = useIsOpen(`read ${id}`);
  const states = calls.map((call, index) => callState(call, status, run, approvals.includes(index)));
  const isFolded = calls.length > 1 && !isBeingRead && !states.some(isOngoing);
  const rows = calls.map((call, index) => (
    <ToolCallRow
      key={index}
      lineKey={`call ${id} ${index}`}
      call={call}
      state={states[index]!}
      onOpen={isFolded ? undefined : () => setBeingRead(true)}
    />
  ));
  return isFolded ? (
    <FoldingLine lineKey={`calls ${id}`} label={`Used ${calls.length} tools`} isBusy={false}>
      {rows}
    </FoldingLine>
  ) : (
    rows
  );
}
