import { textOf, type Message } from '../protocol/message.ts';

/**
 * Tells the messages that this program sent from those that other clients send to the same thread. The hub does not say
 * which message a request created: the first one with the sent text counts, and is remembered by its id.
 */
export interface OwnMessages {
  /** Call before a message with this text is sent. */
  expect(text: string): void;
  /** Call when the hub has refused the message. */
  dismiss(text: string): void;
  /** Whether this program sent a message. */
  has(message: Message): boolean;
}

/** Creates an empty record. */
export function createOwnMessages(): OwnMessages {
  const expected: string[] = [];
  const ids = new Set<string>();

  function take(text: string): boolean {
    const at = expected.indexOf(text);
    if (at >= 0) expected.splice(at, 1);
    return at >= 0;
  }

  return {
    expect: (text) => void expected.push(text),
    dismiss: (text) => void take(text),
    has({ id, role, content }) {
      if (ids.has(id)) return true;
      if (role !== 'user' || !take(textOf(content))) return false;
      ids.add(id);
      return true;
    },
  };
}
