import type { LogEntry } from '../delta-log/delta-log.ts';
import { isTerminalEvent } from '../delta-log/terminal-event.ts';
import { textOf, type Message } from '../../protocol/message.ts';
import { RUN_EVENT } from '../../protocol/event-names.ts';
import { deltaEvent } from '../delta-log/run-events.ts';
import type { Sequencer, ToldEvent } from './sequencer.ts';

/** What is read of a message, of a run step, and of their deltas. */
interface Subject {
  id: string;
  step_details?: { message_creation?: { message_id: string } };
}

/** How much of a message is open (itself, and the step that makes it), and whether any of its text was told. */
interface CurrentMessage {
  id: string;
  open: number;
  hasText: boolean;
}

const MESSAGE = /^thread\.message\.(\w+)$/;
const STEP = /^thread\.run\.step\.(\w+)$/;
/** What ends a message that has a text. */
const WITH_TEXT = new Set<string>([RUN_EVENT.messageCompleted, RUN_EVENT.messageIncomplete]);
const ENDINGS = new Set(['completed', 'incomplete', 'failed', 'cancelled', 'expired']);

/**
 * Tells a run's messages one after another. OpenAI's clients know one current message: a delta goes to
 * whichever was created last, and a second one that ends is an error to them. So while a message is open,
 * other messages wait, with the steps that make them, and come in their turn. Their text is what the deltas
 * tell, and nothing else: so that of a message which did not stream comes in one delta. The hub's own events are
 * left out.
 * Source: `accumulateMessage` in https://github.com/openai/openai-node/blob/master/src/lib/AssistantStream.ts
 */
export class Lineariser implements Sequencer {
  readonly skipsTo = null;
  /** The message that is being told. */
  #current: CurrentMessage | null = null;
  #held: LogEntry[] = [];
  /** Which message a step makes: its deltas name the step alone. */
  readonly #messageOfStep = new Map<string, string>();

  next(entry: LogEntry): readonly ToldEvent[] {
    if (entry.event.startsWith('hub.')) return [];
    const told: ToldEvent[] = [];
    if (isTerminalEvent(entry)) this.#tellTheRest(told);
    this.#take(entry, told);
    while (!this.#current && this.#held.length > 0) this.#takeHeld(told);
    return told;
  }

  fork(): Lineariser {
    const fork = new Lineariser();
    fork.#current = this.#current && { ...this.#current };
    fork.#held = [...this.#held];
    for (const [step, message] of this.#messageOfStep) fork.#messageOfStep.set(step, message);
    return fork;
  }

  #take(entry: LogEntry, told: ToldEvent[]): void {
    const message = this.#messageOf(entry);
    if (message === null) {
      told.push(entry);
    } else if (this.#current && this.#current.id !== message) {
      this.#held.push(entry);
    } else {
      if (WITH_TEXT.has(entry.event) && !this.#current?.hasText) told.push(wholeText(entry));
      told.push(entry);
      this.#current = this.#advance(message, entry.event);
    }
  }

  /** Tells the next of the messages that were held back, as far as it has come. */
  #takeHeld(told: ToldEvent[]): void {
    const held = this.#held;
    this.#held = [];
    let taken = 0;
    do this.#take(held[taken++]!, told);
    while (this.#current && taken < held.length);
    this.#held = [...this.#held, ...held.slice(taken)];
  }

  /** The run ends: messages that were never ended wait for nothing any more. */
  #tellTheRest(told: ToldEvent[]): void {
    while (this.#held.length > 0) {
      this.#current = null;
      this.#takeHeld(told);
    }
    this.#current = null;
  }

  /** The message as it stands after this event of its; null where all that was opened has ended. */
  #advance(id: string, event: string): CurrentMessage | null {
    const name = event.slice(event.lastIndexOf('.') + 1);
    const before = this.#current?.open ?? 0;
    const open = name === 'created' ? before + 1 : ENDINGS.has(name) ? before - 1 : before;
    const hasText = (this.#current?.hasText ?? false) || event === RUN_EVENT.messageDelta;
    return open > 0 ? { id, open, hasText } : null;
  }

  /** The message that an event is about, be it by its step; null where it is about none. */
  #messageOf({ event, data }: LogEntry): string | null {
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

/** The text of a message that has ended, in one delta. There is no going on after it: the message's end follows. */
function wholeText({ data }: LogEntry): ToldEvent {
  const { id, content } = JSON.parse(data) as Message; // as this hub has written it
  const delta = deltaEvent(id, textOf(content));
  return { id: null, event: delta.event, data: JSON.stringify(delta.data) };
}
