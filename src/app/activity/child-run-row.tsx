import { useQuery } from '@tanstack/react-query';
import { createContext, use, useMemo } from 'react';
import { useStore } from 'zustand';
import { agentName, nameInId } from '../../client/agent-name.ts';
import type { ChildRunReference, RunStep } from '../../protocol/run-step.ts';
import { useAgentById, type KnownAgent } from '../agents/use-agent.ts';
import { useShownKinds, type ShownKinds } from '../agents/use-shown-kinds.ts';
import { assistantsQuery } from '../api/assistants.ts';
import { useRunStores } from '../runs/runs-context.ts';
import { ChildRunLog, type ShowActivity } from './child-run-log.tsx';
import { FoldingLine } from './folding-line.tsx';
import { useChildDeltas, useChildState } from './use-child-run.ts';
import { useToolStep } from './use-live-activity.ts';

interface LiveChildRunProps {
  /** The run that has started the child run. */
  runId: string;
  /** The id of the step. */
  id: string;
  showActivity: ShowActivity;
}

/** The row of a child run that a run which this tab follows has started. Nothing for other steps. */
export function LiveChildRun({ runId, id, showActivity }: LiveChildRunProps) {
  const child = useToolStep(runId, id)?.child;
  const caller = useStore(useRunStores().runStore, ({ outlines }) => outlines[runId]);
  if (!child || !caller) return null;
  const { threadId, assistantId } = caller;
  return (
    <ChildRunRow child={child} threadId={threadId} assistantId={assistantId} showActivity={showActivity} />
  );
}

/** The row of a child run whose step was fetched. Nothing for other steps. */
export function FetchedChildRun({ step, showActivity }: { step: RunStep; showActivity: ShowActivity }) {
  const { step_details: details, thread_id: threadId, assistant_id: assistantId } = step;
  return (
    details.type === 'child_run' && (
      <ChildRunRow
        child={details.child_run}
        threadId={threadId}
        assistantId={assistantId}
        showActivity={showActivity}
      />
    )
  );
}

interface ChildRunRowProps {
  child: ChildRunReference;
  /** The thread of the run that has started it. */
  threadId: string;
  /** The agent of that run. */
  assistantId: string;
  showActivity: ShowActivity;
}

/** Which kinds of partial output the rows around a row show. */
const ShownAround = createContext<ShownKinds>({ text: true, thinking: true, tools: true });

/** A run of another agent: its name, its counter and its state. It opens to show what that agent writes. */
function ChildRunRow({ child, threadId, assistantId, showActivity }: ChildRunRowProps) {
  const agent = useKnownAgent(child.assistant_id);
  const state = useChildState(child, threadId);
  const shown = useShownOfBoth(agent, useKnownAgent(assistantId));
  const isBusy = state === 'Running';
  const name = agent.assistant ? agentName(agent.assistant) : nameInId(child.assistant_id);
  return (
    <FoldingLine
      lineKey={`child ${child.run_id}`}
      isBusy={isBusy}
      label={
        <>
          <span className="min-w-0 truncate">
            Runs <bdi className="font-semibold text-ink">{name}</bdi>
          </span>
          <span className="flex-1 shrink-0">
            <ChildDeltas runId={child.run_id} threadId={threadId} />
          </span>
          <span className={`shrink-0 ${state === 'Failed' ? 'text-terracotta' : ''}`}>{state}</span>
        </>
      }
    >
      <ShownAround value={shown}>
        <ChildRunLog
          child={child}
          callerThreadId={threadId}
          isRunning={isBusy}
          shown={shown}
          showActivity={showActivity}
        />
      </ShownAround>
    </FoldingLine>
  );
}

/** Its own component, so that the row does not render with each delta. */
function ChildDeltas({ runId, threadId }: { runId: string; threadId: string }) {
  const deltas = useChildDeltas(runId, threadId);
  return (
    deltas > 0 && <span className="tabular-nums">{`${deltas} ${deltas === 1 ? 'delta' : 'deltas'}`}</span>
  );
}

function useKnownAgent(id: string): KnownAgent {
  return useAgentById(id, useQuery(assistantsQuery).data);
}

/**
 * Returns which kinds of partial output a row shows: those that both agents show, and the rows around it. So output that
 * a person or an agent hides does not appear because another agent has asked for it.
 */
function useShownOfBoth(child: KnownAgent, caller: KnownAgent): ShownKinds {
  const around = use(ShownAround);
  const own = useShownKinds(child);
  const ofCaller = useShownKinds(caller);
  return useMemo(
    () => ({
      text: around.text && ofCaller.text && own.text,
      thinking: around.thinking && ofCaller.thinking && own.thinking,
      tools: around.tools && ofCaller.tools && own.tools,
    }),
    [around, ofCaller, own],
  );
}
