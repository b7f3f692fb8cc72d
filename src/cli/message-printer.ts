import { partialReason, PARTIAL_WORDS } from '../client/partial-reason.ts';
import { textOf, type Message } from '../protocol/message.ts';
import { visibleText } from '../protocol/visible-text.ts';
import type { RunPrinter } from './stream-printer.ts';
import type { StatusLine, Terminal } from './terminal.ts';
import { writeMessage } from './write-message.ts';

/** Writes messages, each as a whole: laid out for a terminal, and elsewhere the text as it is. */
export interface MessagePrinter extends RunPrinter {
  print(message: Message): void;
}

/** @param status tells meanwhile how many deltas have come */
export function createMessagePrinter({ out, err }: Terminal, status: StatusLine): MessagePrinter {
  const printed = new Set<string>();

  function print(message: Message): void {
    status.clear();
    if (printed.has(message.id)) return;
    const isBlank = visibleText(textOf(message.content)).trim() === '';
    if (printed.size > 0 && !isBlank) out.write('\n');
    if (!isBlank) writeMessage(out, message);
    printed.add(message.id);
    const partial = partialReason(message);
    if (partial) err.write(`${err.colors.yellow(PARTIAL_WORDS[partial])}\n`);
  }

  return {
    print,
    take({ messages, deltas }) {
      for (const { message } of messages) if (message && !printed.has(message.id)) print(message);
      status.show(deltas === 0 ? 'Waiting' : `${deltas} deltas`);
    },
    lose: () => status.show('Reconnecting'),
    end: () => status.clear(),
  };
}
