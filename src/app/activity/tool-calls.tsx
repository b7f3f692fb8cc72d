import { useState } from 'react';
import type { RunStatus } from '../../protocol/run.ts';
import type { RunStep, RunStepStatus, ToolCall } from '../../protocol/run-step.ts';
import { useActiveRunStatus, useToolStep } from './use-live-activity.ts';
import { callState, isOngoing } from './call-state.ts';
import { FoldingLine } from './folding-line.tsx';
import { ToolCallRow } from './tool-call-row.tsx';

/** The tool calls of a step of a run that this tab follows. */
export function LiveToolCalls({ runId, id }: { runId: string; id: string }) {
  const step = useToolStep(runId, id);
  const run = useActiveRunStatus(runId);
  if (!step) return null;
  // A call of which nothing has arrived leaves a hole.
  return <ToolCalls calls={step.calls.filter(Boolean)} status={step.status} run={run} />;
}

/** The tool calls of a step that was fetched. */
export function FetchedToolCalls({ step_details: details, status, run_id: runId }: RunStep) {
  const run = useActiveRunStatus(runId);
  return details.type === 'tool_calls' && <ToolCalls calls={details.tool_calls} status={status} run={run} />;
}

interface ToolCallsProps {
  calls: readonly ToolCall[];
  status: RunStepStatus;
  /** The status of the run; null if it has ended or is unknown. */
  run: RunStatus | null;
}

/**
 * The calls of one step, a row each. Several calls fold into one line when they are done, unless the person has opened
 * one of them.
 */
function ToolCalls({ calls, status, run }: ToolCallsProps) {
  const [isBeingRead, setBeingRead] = useState(false);
  const states = calls.map((call) => callState(call, status, run));
  const isFolded = calls.length > 1 && !isBeingRead && !states.some(isOngoing);
  const rows = calls.map((call, index) => (
    <ToolCallRow
      key={index}
      call={call}
      state={states[index]!}
      onOpen={isFolded ? undefined : () => setBeingRead(true)}
    />
  ));
  return isFolded ? (
    <FoldingLine label={`Used ${calls.length} tools`} isBusy={false}>
      {rows}
    </FoldingLine>
  ) : (
    rows
  );
}
