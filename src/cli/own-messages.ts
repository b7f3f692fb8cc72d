import { textOf, type Message } from '../protocol/message.ts';

/**
 * Tells the messages that were sent from here from those that others send to the same thread. The hub does not say which
 * message a request has made: the first with the text that was sent counts, and only that one, by its id.
 */
export interface OwnMessages {
  /** A message with this text is about to be sent. */
  expect(text: string): void;
  /** It was not sent: the hub has refused it. */
  dismiss(text: string): void;
  /** Tells whether a message is one that was sent from here. */
  has(message: Message): boolean;
}

/** Begins with none. */
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
