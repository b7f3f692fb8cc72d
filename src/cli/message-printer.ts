import { partialReason, PARTIAL_WORDS } from '../client/partial-reason.ts';
import { textOf, type Message } from '../protocol/message.ts';
import { renderMarkdown } from './markdown/render-markdown.ts';
import type { RunPrinter } from './stream-printer.ts';
import type { StatusLine, Terminal } from './terminal.ts';

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
    if (printed.size > 0) out.write('\n');
    printed.add(message.id);
    const text = textOf(message.content);
    out.write(out.isTerminal ? renderMarkdown(text, out) : `${text}\n`);
    const partial = partialReason(message);
    if (partial) err.write(`${err.colors.yellow(PARTIAL_WORDS[partial])}\n`);
  }

  return {
    print,
    take({ messages, deltas }) {
      for (const { message } of messages) if (message && !printed.has(message.id)) print(message);
      status.show(deltas === 0 ? 'Waiting' : `${deltas} deltas`);
    },
    end: () => status.clear(),
  };
}
