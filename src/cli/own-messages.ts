import { textOf, type Message } from '../protocol/message.ts';

/**
 * Distinguishes the messages that this program sent from the messages of other clients in the same thread. The hub does
 * not say which message a request created: the first message with the sent text counts, and its id is remembered.
 */
export interface OwnMessages {
  /** Call before a message with this text is sent. */
  expect(text: string): void;
  /** Call when the hub has refused the message. */
  dismiss(text: string): void;
  /** Whether this program sent the message. */
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
