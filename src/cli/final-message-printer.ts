import { messageLabel } from '../client/partial-reason.ts';
import { hasText, textOf, type Message } from '../protocol/message.ts';
import type { RunState } from '../protocol/run-state.ts';
import { visibleText } from '../protocol/visible-text.ts';
import type { MessageWriter } from './message-writer.ts';
import { progressText } from './progress-text.ts';
import { endingOf } from './runs.ts';
import type { RunPrinter } from './run-printer.ts';
import { styled } from './styled-text.ts';
import type { StatusLine, Terminal } from './terminal.ts';

/** Shows the final messages of a run: laid out in a terminal, elsewhere as plain text. */
export interface FinalMessagePrinter extends RunPrinter {
  print(message: Message): Promise<void>;
}

/**
 * Creates a printer of final messages.
 * @param status shows what the agent does, and the number of deltas
 */
export function createFinalMessagePrinter(
  { out, err }: Terminal,
  status: StatusLine,
  writer: MessageWriter,
): FinalMessagePrinter {
  const printed = new Set<string>();
  let state: RunState | null = null;
  /** The label of the last message, until it is written. It is left out if the run's ending says the same. */
  let label: string | null = null;

  function writeLabel(): void {
    if (label !== null) err.write(styled('yellow', label), '\n');
    label = null;
  }

  async function print(message: Message): Promise<void> {
    status.clear();
    if (printed.has(message.id)) return;
    writeLabel();
    const isBlank = !hasText(visibleText(textOf(message.content)));
    if (printed.size > 0 && !isBlank) out.write('\n');
    printed.add(message.id);
    label = messageLabel(message);
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
      if (!next.retry) status.show(progressText(next));
    },
    breakLine() {}, // it writes whole lines
    connectionLost: () => status.show('Reconnecting'),
    end() {
      status.clear();
      const ending = state && endingOf(state);
      if (ending?.title === label || ending?.kind === 'empty') label = null;
      writeLabel();
    },
  };
}
