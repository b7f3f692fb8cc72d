import { messageLabel } from '../client/partial-reason.ts';
import { hasText, textOf, type Message } from '../protocol/message.ts';
import type { RunState } from '../protocol/run-state.ts';
import { visibleText } from '../protocol/visible-text.ts';
import type { MessageWriter } from './message-writer.ts';
import { endingOf } from './runs.ts';
import type { RunPrinter } from './stream-printer.ts';
import { styled } from './styled-text.ts';
import type { StatusLine, Terminal } from './terminal.ts';

/** Writes messages, each as a whole: laid out for a terminal, and elsewhere the text as it is. */
export interface MessagePrinter extends RunPrinter {
  print(message: Message): Promise<void>;
}

/** @param status tells meanwhile how many deltas have come */
export function createMessagePrinter(
  { out, err }: Terminal,
  status: StatusLine,
  writer: MessageWriter,
): MessagePrinter {
  const printed = new Set<string>();
  let state: RunState | null = null;
  /** What is to be said of the last message, unless the run's ending says it. */
  let mark: string | null = null;

  function writeMark(): void {
    if (mark !== null) err.write(styled('yellow', mark), '\n');
    mark = null;
  }

  async function print(message: Message): Promise<void> {
    status.clear();
    if (printed.has(message.id)) return;
    writeMark();
    const isBlank = !hasText(visibleText(textOf(message.content)));
    if (printed.size > 0 && !isBlank) out.write('\n');
    printed.add(message.id);
    mark = messageLabel(message);
    if (!isBlank) await writer.write(message);
  }

  return {
    print,
    async take(next) {
      const isNew = next.messages !== state?.messages;
      state = next;
      if (isNew) {
        for (const { message } of next.messages)
          if (message && !printed.has(message.id)) await print(message);
      }
      if (!next.retry) status.show(next.deltas === 0 ? 'Waiting' : `${next.deltas} deltas`);
    },
    lose: () => status.show('Reconnecting'),
    end() {
      status.clear();
      const ending = state && endingOf(state);
      if (ending?.title === mark || ending?.kind === 'empty') mark = null;
      writeMark();
    },
  };
}
