import { z } from 'zod';
import { messageDeltaSchema, messageSchema, type Message, type MessageDelta } from './message.ts';
import { readAnnotationsDelta, readMessageDelta, readStepDelta, readThinkingDelta } from './read-delta.ts';
import { pauseOf } from './required-action.ts';
import { runNoticeSchema, type RunNotice } from './run-notice.ts';
import { runStepSchema, type RunStep } from './run-step.ts';
import { runSchema, runStatusSchema, type Run, type RunStatus } from './run.ts';
import { snapshotSchema, type Snapshot } from './snapshot.ts';
import { thinkingDeltaSchema, type ThinkingDelta } from './thinking.ts';
import type { StepDelta } from './tool-call-pieces.ts';
import type { AnnotationsDelta } from './url-citation.ts';
import { RUN_EVENT, RUN_STATUS_PREFIX, RUN_STEP_PREFIX } from './event-names.ts';

/** An event of a run's stream, as clients use it. */
export type StreamEvent =
  | { type: 'message.opened'; id: string }
  | { type: 'message.delta'; delta: MessageDelta }
  /** `message` is null if an older hub sends only the id of the message. */
  | {
      type: 'message.ended';
      id: string | null;
      message: Message | null;
      /** True if the message is not part of the thread. */
      discarded: boolean;
    }
  | { type: 'thinking.delta'; delta: ThinkingDelta }
  | { type: 'annotations.delta'; delta: AnnotationsDelta }
  /** A step that calls tools has begun or ended, a step that runs another agent has begun, or a question was answered. */
  | { type: 'step'; step: RunStep }
  | { type: 'step.delta'; delta: StepDelta }
  /** `run` is null if an older hub sends no run. */
  | { type: 'run.status'; status: RunStatus; run: Run | null }
  | { type: 'run.notice'; notice: RunNotice }
  | { type: 'snapshot'; snapshot: Snapshot }
  | { type: 'error'; message: string }
  /** An event that this client does not use, or cannot read. Its id still advances the cursor. */
  | { type: 'other'; isUnreadable?: true };

const envelopeSchema = z.object({ event: z.string(), data: z.unknown().optional() });
const referenceSchema = z.looseObject({ id: z.string() });
const errorSchema = z.union([
  z.looseObject({ error: z.looseObject({ message: z.string() }) }).transform((data) => data.error.message),
  z.looseObject({ message: z.string() }).transform((data) => data.message),
]);

const OTHER: StreamEvent = { type: 'other' };
const UNREADABLE: StreamEvent = { type: 'other', isUnreadable: true };
/** The data of the last event in OpenAI's streams, and in those of some hubs. It is not JSON. */
const DONE = '[DONE]';
/** Old spellings of statuses, sent by older hubs. */
const OLD_RUN_STATUSES: Record<string, RunStatus> = { error: 'failed', canceled: 'cancelled' };

/**
 * Parses one envelope, `{"event": …, "data": …}`, of `GET /threads/{id}/stream/{run}`. Returns `other` for an event that
 * this client does not understand, so that the stream continues.
 */
export function parseEnvelope(text: string): StreamEvent {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return text === DONE ? OTHER : UNREADABLE;
  }
  const envelope = envelopeSchema.safeParse(json).data;
  return envelope ? toStreamEvent(envelope.event, envelope.data) : UNREADABLE;
}

function toStreamEvent(name: string, data: unknown): StreamEvent {
  switch (name) {
    case RUN_EVENT.messageDelta: {
      const delta = readMessageDelta(data) ?? messageDeltaSchema.safeParse(data).data;
      return delta ? { type: 'message.delta', delta } : UNREADABLE;
    }
    case RUN_EVENT.messageCreated:
    case RUN_EVENT.messageInProgress: {
      const reference = referenceSchema.safeParse(data).data;
      return reference ? { type: 'message.opened', id: reference.id } : UNREADABLE;
    }
    case RUN_EVENT.messageCompleted:
    case RUN_EVENT.messageIncomplete: {
      const message = messageSchema.safeParse(data).data ?? null;
      const id = message?.id ?? referenceSchema.safeParse(data).data?.id ?? null;
      const reason = message?.incomplete_details?.reason;
      const discarded = reason === 'discarded' || reason === 'empty';
      return { type: 'message.ended', id, message, discarded };
    }
    case RUN_EVENT.thinking: {
      const delta = readThinkingDelta(data) ?? thinkingDeltaSchema.safeParse(data).data;
      return delta ? { type: 'thinking.delta', delta } : UNREADABLE;
    }
    case RUN_EVENT.annotations: {
      const delta = readAnnotationsDelta(data);
      return delta ? { type: 'annotations.delta', delta } : UNREADABLE;
    }
    case RUN_EVENT.stepDelta: {
      const delta = readStepDelta(data);
      return delta ? { type: 'step.delta', delta } : OTHER; // such as the output of an interpreter
    }
    case RUN_EVENT.childRun:
    case RUN_EVENT.question:
    case RUN_EVENT.keptThinking:
      return toStep(data);
    case RUN_EVENT.notice: {
      const notice = runNoticeSchema.safeParse(data).data;
      return notice ? { type: 'run.notice', notice } : UNREADABLE;
    }
    case RUN_EVENT.snapshot: {
      const snapshot = snapshotSchema.safeParse(data).data;
      return snapshot ? { type: 'snapshot', snapshot } : UNREADABLE;
    }
    case RUN_EVENT.error:
      return {
        type: 'error',
        message: errorSchema.safeParse(data).data ?? 'The hub sent an error without a message.',
      };
    default:
      if (name.startsWith(RUN_STEP_PREFIX)) return toStep(data);
      return name.startsWith(RUN_STATUS_PREFIX)
        ? toRunStatus(name.slice(RUN_STATUS_PREFIX.length), data)
        : OTHER;
  }
}

/** The step of a message is left out: the events of the message say the same. */
function toStep(data: unknown): StreamEvent {
  const step = runStepSchema.safeParse(data).data;
  return step && step.type !== 'message_creation' ? { type: 'step', step } : OTHER;
}

function toRunStatus(name: string, data: unknown): StreamEvent {
  const status = runStatusSchema.safeParse(name === 'created' ? 'queued' : (OLD_RUN_STATUSES[name] ?? name));
  if (!status.success) return OTHER;
  const run = runSchema.safeParse(data).data ?? null;
  // The event of a run that waits, and continues, is also named `requires_action`.
  const paused = status.data === 'requires_action' && pauseOf(run?.required_action);
  return { type: 'run.status', status: paused || status.data, run };
}
