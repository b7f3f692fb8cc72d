import { parseEnvelope, type StreamEvent } from '../../protocol/stream-event.ts';
import { reduceRun } from '../../protocol/reduce-run.ts';
import { hasText, isEndedByModel, type Message } from '../../protocol/message.ts';
import { runNoticeSchema, type RunNotice } from '../../protocol/run-notice.ts';
import { INITIAL_RUN_STATE, type RunState } from '../../protocol/run-state.ts';
import type { RunStep } from '../../protocol/run-step.ts';
import { RUN_EVENT, RUN_STEP_PREFIX } from '../../protocol/event-names.ts';
import type { RunRow } from '../db/runs.ts';
import type { DeltaLog, LogEntry } from '../delta-log/delta-log.ts';
import { readLog } from '../delta-log/replay-log.ts';
import { isTerminalEvent } from '../delta-log/terminal-event.ts';
import type { OpenDraft } from './drafts.ts';
import type { ThinkingDelta } from '../delta-log/run-events.ts';
import type { LastCutOff } from './run-outcome.ts';
import { addPieces, toolCallPieces, type ToolCallStep } from './tool-call-step.ts';

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

/** The positions in the log at which a draft was opened and last extended, and its thinking. */
interface DraftTrace {
  readonly opened: number;
  readonly openedAt: Date;
  last: number;
  thinking: string;
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
  const traces = new Map<string, DraftTrace>();
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
        traces.set(messageId, { opened: id.seq, openedAt, last: id.seq, thinking: '' });
      } else if (event === RUN_EVENT.thinking) {
        const { id: messageId, delta } = JSON.parse(data) as ThinkingDelta;
        const trace = traces.get(messageId);
        if (trace) Object.assign(trace, { last: id.seq, thinking: trace.thinking + delta.thinking.value });
      } else if (event === RUN_EVENT.notice) {
        const notice = runNoticeSchema.safeParse(JSON.parse(data)).data;
        if (notice) notices.push(notice);
      } else if (event.startsWith(RUN_STEP_PREFIX)) {
        takeStepEvent(toolSteps, event, data);
        for (const { openedAt } of toolSteps.values())
          lastOpenedAt = Math.max(lastOpenedAt, openedAt.getTime());
      }
      state = reduceRun(state, { type: 'event', id, event: streamEvent });
    },
    history: (): RunHistory => ({
      deltas: state.deltas,
      drafts: state.drafts.map(({ id, text, deltas }) => {
        const trace = traces.get(id);
        return {
          id,
          openedAt: trace?.openedAt ?? run.startedAt ?? run.createdAt,
          text,
          thinking: trace?.thinking ?? '',
          deltas,
          completion: 'ended',
          isAnnounced: true,
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

function takeStepEvent(toolSteps: Map<string, ToolCallStep>, event: string, data: string): void {
  if (event === `${RUN_STEP_PREFIX}delta`) {
    const { id, delta } = JSON.parse(data) as {
      id: string;
      delta: { step_details: { tool_calls: unknown } };
    };
    const step = toolSteps.get(id);
    if (step) addPieces(step, toolCallPieces(delta.step_details.tool_calls) ?? []);
    return;
  }
  const step = JSON.parse(data) as RunStep;
  if (step.type !== 'tool_calls') return;
  if (step.status !== 'in_progress') toolSteps.delete(step.id);
  else if (!toolSteps.has(step.id))
    toolSteps.set(step.id, { opened: step, openedAt: endOfSecond(step.created_at), calls: [], usage: null });
}

/**
 * Events have whole seconds. With the end of the second, a step sorts after steps that were stored with
 * milliseconds.
 */
function endOfSecond(seconds: number): Date {
  return new Date(seconds * 1000 + 999);
}
