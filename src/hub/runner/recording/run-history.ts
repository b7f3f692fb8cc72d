import { parseEnvelope, type StreamEvent } from '../../../protocol/stream-event.ts';
import { reduceRun } from '../../../protocol/reduce-run.ts';
import { hasText, isEndedByModel, type Message } from '../../../protocol/message.ts';
import { runNoticeSchema, type RunNotice } from '../../../protocol/run-notice.ts';
import { INITIAL_RUN_STATE, type Draft, type RunState, type Thought } from '../../../protocol/run-state.ts';
import { RUN_EVENT, RUN_STEP_PREFIX } from '../../../protocol/event-names.ts';
import type { RunRow } from '../../db/runs.ts';
import type { DeltaLog, LogEntry } from '../../delta-log/delta-log.ts';
import { readLog } from '../../delta-log/replay-log.ts';
import { isTerminalEvent } from '../../delta-log/terminal-event.ts';
import type { OpenDraft } from './drafts.ts';
import type { LastCutOff } from './run-outcome.ts';
import { addPieces, type ToolCallStep } from './tool-call-step.ts';

/** The content of a run's log, for the writer that takes ownership of the run. */
export interface RunHistory {
  deltas: number;
  /** Oldest first. */
  drafts: OpenDraft[];
  /** Steps that call tools and have not ended. */
  toolSteps: ToolCallStep[];
  notices: readonly RunNotice[];
  /**
   * When the newest message or step was opened, in milliseconds since 1970. Rounded up to the end of a second, so
   * it may be in the future.
   */
  lastOpenedAt: number;
  /** Why the last reply ended early; null if it is complete. */
  lastCutOff: LastCutOff | null;
}

/** The positions in the log at which a draft was opened and last extended. */
interface DraftTrace {
  readonly opened: number;
  readonly openedAt: Date;
  last: number;
}

/**
 * Reads the log of a run whose writer is gone. Its completions ended with that writer. Each counts as ended with
 * its last chunk.
 */
export async function readHistory(log: DeltaLog, run: RunRow): Promise<RunHistory> {
  const reading = createReading(run);
  for await (const entries of readLog(log, run.id)) {
    for (const entry of entries) {
      if (isTerminalEvent(entry)) return reading.history();
      reading.take(entry);
    }
  }
  return reading.history();
}

function createReading(run: RunRow) {
  const startedAt = run.startedAt ?? run.createdAt;
  const traces = new Map<string, DraftTrace>();
  /** The ids of the messages that clients know of. */
  const announced = new Set<string>();
  const toolSteps = new Map<string, ToolCallStep>();
  const notices: RunNotice[] = [];
  let lastCutOff: LastCutOff | null = null;
  let lastOpenedAt = 0;
  let state: RunState = INITIAL_RUN_STATE;

  function takeMessageEvent(
    event: Extract<StreamEvent, { type: 'message.delta' | 'message.ended' }>,
    seq: number,
  ): void {
    if (event.type === 'message.delta') {
      const trace = traces.get(event.delta.id);
      if (trace) trace.last = seq;
      return;
    }
    const reason = event.message?.incomplete_details?.reason;
    if (reason !== 'discarded') {
      lastCutOff = isEndedByModel(reason) ? (reason as LastCutOff) : null;
      return;
    }
    const draft = state.drafts.find(({ id }) => id === event.id);
    if (draft && hasText(draft.text))
      notices.push({ type: 'discarded', message_id: draft.id, deltas: draft.deltas });
  }

  return {
    take({ id, event, data }: LogEntry): void {
      const streamEvent = parseEnvelope(`{"event":"${event}","data":${data}}`);
      if (streamEvent.type === 'message.delta' || streamEvent.type === 'message.ended') {
        takeMessageEvent(streamEvent, id.seq);
      } else if (event === RUN_EVENT.messageCreated) {
        const { id: messageId, created_at } = JSON.parse(data) as Message; // written by this hub
        const openedAt = endOfSecond(created_at);
        lastOpenedAt = Math.max(lastOpenedAt, openedAt.getTime());
        traces.set(messageId, { opened: id.seq, openedAt, last: id.seq });
        announced.add(messageId);
      } else if (streamEvent.type === 'thinking.delta' || streamEvent.type === 'annotations.delta') {
        const trace = traces.get(streamEvent.delta.id);
        if (trace) trace.last = id.seq;
        else
          traces.set(streamEvent.delta.id, {
            opened: id.seq,
            openedAt: new Date(Math.max(lastOpenedAt + 1, startedAt.getTime())),
            last: id.seq,
          });
      } else if (event === RUN_EVENT.notice) {
        const notice = runNoticeSchema.safeParse(JSON.parse(data)).data;
        if (notice) notices.push(notice);
      } else if (event.startsWith(RUN_STEP_PREFIX)) {
        takeStepEvent(toolSteps, streamEvent, state.thoughts);
        for (const { openedAt } of toolSteps.values())
          lastOpenedAt = Math.max(lastOpenedAt, openedAt.getTime());
      }
      state = reduceRun(state, { type: 'event', id, event: streamEvent });
    },
    history: (): RunHistory => ({
      deltas: state.deltas,
      drafts: draftsIn(state).map(({ id, text, annotations, deltas }) => {
        const trace = traces.get(id);
        const thought = state.thoughts.find((one) => one.id === id);
        return {
          id,
          openedAt: trace?.openedAt ?? startedAt,
          text,
          annotations,
          thinking: thought?.text ?? '',
          thinkingSince: null,
          thinkingTime: thought?.elapsed ?? 0,
          deltas,
          completion: 'ended',
          isAnnounced: announced.has(id),
          callsTools: thought?.isOfStep ?? false,
          cutOff: null,
          opened: trace?.opened ?? 0,
          ended: trace?.last ?? 0,
        };
      }),
      toolSteps: [...toolSteps.values()],
      notices,
      lastOpenedAt,
      lastCutOff,
    }),
  };
}

/** Returns the drafts, and those of completions of which only thinking has arrived. Those of steps are left out. */
function draftsIn({
  drafts,
  messages,
  thoughts,
}: RunState): Pick<Draft, 'id' | 'text' | 'annotations' | 'deltas'>[] {
  const known = new Set([...drafts, ...messages].map(({ id }) => id));
  const lone = thoughts.filter(({ id, isOfStep }) => !isOfStep && !known.has(id));
  return [...drafts, ...lone.map(({ id, deltas }) => ({ id, text: '', annotations: [], deltas }))];
}

function takeStepEvent(
  toolSteps: Map<string, ToolCallStep>,
  event: StreamEvent,
  thoughts: readonly Thought[],
): void {
  if (event.type === 'step.delta') {
    const step = toolSteps.get(event.delta.id);
    if (step) addPieces(step, event.delta.delta.step_details.tool_calls);
  }
  if (event.type !== 'step') return;
  const { step } = event;
  if (step.status !== 'in_progress') toolSteps.delete(step.id);
  else if (!toolSteps.has(step.id)) {
    const text = thoughts.find(({ id }) => id === step.thinking?.message_id)?.text ?? '';
    const thinking = step.thinking ? { ...step.thinking, text } : null;
    toolSteps.set(step.id, {
      opened: step,
      openedAt: endOfSecond(step.created_at),
      thinking,
      calls: [],
      usage: null,
    });
  }
}

/**
 * Events have whole seconds. With the end of the second, a step sorts after steps that were stored with
 * milliseconds.
 */
function endOfSecond(seconds: number): Date {
  return new Date(seconds * 1000 + 999);
}
