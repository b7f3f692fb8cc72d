import { awaitedTools, awaitedToolsText } from '../client/awaited-tools.ts';
import { leftOutText } from '../client/outcome-texts.ts';
import { leftOutMessages, retryText } from '../client/run-notices.ts';
import type { RetryNotice } from '../protocol/run-notice.ts';
import type { RunPrinter } from './run-printer.ts';
import type { StatusLine, Terminal } from './terminal.ts';
import { styled } from './styled-text.ts';

const UNREADABLE =
  'This program could not read an event of the hub, and skipped it. Check that both have the same version.';

/** Returns a printer that also writes a warning, once, when an event cannot be read. */
export function withUnreadableWarning(
  printer: RunPrinter,
  { err }: Terminal,
  status: StatusLine,
): RunPrinter {
  let hasWarned = false;
  return {
    ...printer,
    take(state, event) {
      if (event?.type === 'other' && event.isUnreadable && !hasWarned) {
        hasWarned = true;
        status.clear();
        printer.breakLine();
        err.write(styled('yellow', UNREADABLE), '\n');
      }
      return printer.take(state, event);
    },
  };
}

/**
 * Returns a printer that also shows a run's notices: retries of requests to the model, the number of messages that were
 * left out, and the results that the run waits for. Retries are shown in the status line or, if standard error is not a
 * terminal, in lines of their own.
 */
export function withNotices(printer: RunPrinter, { err }: Terminal, status: StatusLine): RunPrinter {
  let shown: RetryNotice | null = null;
  let shownLeftOut = 0;
  let isPaused = false;

  function showRetry(retry: RetryNotice | null): void {
    if (retry === shown) return;
    shown = retry;
    if (!retry) return status.clear();
    const text = retryText(retry, retry.seconds);
    printer.breakLine();
    if (err.isTerminal) status.show(text);
    else err.write(`${text}.\n`);
  }

  function writeLine(text: string): void {
    status.clear();
    printer.breakLine();
    err.write(styled('dim', text), '\n');
  }

  return {
    take(state, event) {
      showRetry(state.retry);
      if (isPaused !== (state.status === 'awaiting_tools')) {
        isPaused = !isPaused;
        if (isPaused) writeLine(`${awaitedToolsText(awaitedTools(state.run))}.`);
        else status.clear();
      }
      const leftOut = leftOutMessages(state.notices);
      if (leftOut > shownLeftOut) {
        shownLeftOut = leftOut;
        writeLine(`${leftOutText(leftOut)}.`);
      }
      return printer.take(state, event);
    },
    breakLine: () => printer.breakLine(),
    connectionLost: () => printer.connectionLost(),
    settle: printer.settle,
    end() {
      showRetry(null);
      printer.end();
    },
  };
}
