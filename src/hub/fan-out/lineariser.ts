import type { LogEntry } from '../delta-log/delta-log.ts';
import { isTerminalEvent } from '../delta-log/terminal-event.ts';
import { textOf, type Message } from '../../protocol/message.ts';
import { RUN_EVENT } from '../../protocol/event-names.ts';
import { deltaEvent, isOutputDelta } from '../delta-log/run-events.ts';
import type { Sequencer, OutgoingEvent } from './sequencer.ts';

/** The fields read of a message, a run step, and their deltas. */
interface Subject {
  id: string;
  step_details?: { message_creation?: { message_id: string } };
}

/**
 * The message that is being sent: the number of its open objects (the message and its step), and whether any of its
 * text was sent.
 */
interface CurrentMessage {
  id: string;
  open: number;
  hasText: boolean;
}

const MESSAGE = /^thread\.message\.(\w+)$/;
const STEP = /^thread\.run\.step\.(\w+)$/;
/** The events that end a message that has text. */
const ENDINGS_WITH_TEXT = new Set<string>([RUN_EVENT.messageCompleted, RUN_EVENT.messageIncomplete]);
const ENDINGS = new Set(['completed', 'incomplete', 'failed', 'cancelled', 'expired']);

/**
 * Sends a run's messages one after another. OpenAI's clients have only one current message: they add a delta to the
 * message that was created last, and fail if a second message ends. So while a message is open, other messages wait,
 * together with their steps. These clients take text from deltas only, so the text of a message that was not streamed
 * is sent in one delta. The hub's own events are left out. So are the deltas with the outputs of tools: these clients
 * open a new stream to submit outputs, and fail on the delta of a step that this stream has not created.
 * Source: `accumulateMessage` in https://github.com/openai/openai-node/blob/master/src/lib/AssistantStream.ts
 */
export class Lineariser implements Sequencer {
  readonly skipsTo = null;
  /** The message that is being sent. */
  #current: CurrentMessage | null = null;
  #held: LogEntry[] = [];
  /** The message that each step creates: a step's deltas contain only the step's id. */
  readonly #messageOfStep = new Map<string, string>();

  next(entry: LogEntry): readonly OutgoingEvent[] {
    const { event } = entry;
    if (event.startsWith('hub.') || (event === RUN_EVENT.stepDelta && isOutputDelta(entry))) return [];
    const outgoing: OutgoingEvent[] = [];
    if (isTerminalEvent(entry)) this.#sendRemaining(outgoing);
    this.#take(entry, outgoing);
    while (!this.#current && this.#held.length > 0) this.#takeHeld(outgoing);
    return outgoing;
  }

  fork(): Lineariser {
    const fork = new Lineariser();
    fork.#current = this.#current && { ...this.#current };
    fork.#held = [...this.#held];
    for (const [step, message] of this.#messageOfStep) fork.#messageOfStep.set(step, message);
    return fork;
  }

  #take(entry: LogEntry, outgoing: OutgoingEvent[]): void {
    const message = this.#messageIdOf(entry);
    if (message === null) {
      outgoing.push(entry);
    } else if (this.#current && this.#current.id !== message) {
      this.#held.push(entry);
    } else {
      if (ENDINGS_WITH_TEXT.has(entry.event) && !this.#current?.hasText) outgoing.push(wholeTextDelta(entry));
      outgoing.push(entry);
      this.#current = this.#advance(message, entry.event);
    }
  }

  /** Sends the next message that was held back, up to its last event in the log. */
  #takeHeld(outgoing: OutgoingEvent[]): void {
    const held = this.#held;
    this.#held = [];
    let taken = 0;
    do this.#take(held[taken++]!, outgoing);
    while (this.#current && taken < held.length);
    this.#held = [...this.#held, ...held.slice(taken)];
  }

  /** Sends everything that was held back, because the run ends. This includes messages that have no end. */
  #sendRemaining(outgoing: OutgoingEvent[]): void {
    while (this.#held.length > 0) {
      this.#current = null;
      this.#takeHeld(outgoing);
    }
    this.#current = null;
  }

  /** Returns the current message after this event; null if the message and its step have ended. */
  #advance(id: string, event: string): CurrentMessage | null {
    const name = event.slice(event.lastIndexOf('.') + 1);
    const before = this.#current?.open ?? 0;
    const open = name === 'created' ? before + 1 : ENDINGS.has(name) ? before - 1 : before;
    const hasText = (this.#current?.hasText ?? false) || event === RUN_EVENT.messageDelta;
    return open > 0 ? { id, open, hasText } : null;
  }

  /**
   * Returns the id of the message that an event belongs to, directly or through its step; null if it belongs to no
   * message.
   */
  #messageIdOf({ event, data }: LogEntry): string | null {
    const [, ofMessage] = MESSAGE.exec(event) ?? [];
    const [, ofStep] = STEP.exec(event) ?? [];
    if (!ofMessage && !ofStep) return null;
    const subject = JSON.parse(data) as Subject;
    if (ofMessage) return subject.id;
    const made = subject.step_details?.message_creation?.message_id;
    const known = this.#messageOfStep.get(subject.id);
    if (made && ofStep === 'created') this.#messageOfStep.set(subject.id, made);
    return made ?? known ?? null;
  }
}

/**
 * Returns one delta with the whole text of a message that has ended. The delta has no id, because a stream cannot be
 * resumed after it.
 */
function wholeTextDelta({ data }: LogEntry): OutgoingEvent {
  const { id, content } = JSON.parse(data) as Message; // written by this hub
  const delta = deltaEvent(id, textOf(content));
  return { id: null, event: delta.event, data: JSON.stringify(delta.data) };
}
