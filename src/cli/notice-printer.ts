import { awaitedTools, awaitedToolsText } from '../client/awaited-tools.ts';
import { leftOutMessages, leftOutText, retryText } from '../client/run-notices.ts';
import type { RetryNotice } from '../protocol/run-notice.ts';
import type { RunPrinter } from './stream-printer.ts';
import type { StatusLine, Terminal } from './terminal.ts';
import { styled } from './styled-text.ts';

const UNREADABLE =
  'This program could not read an event of the hub, and skipped it. Check that both have the same version.';

/** Adds a warning to a printer when an event could not be read. The warning is written once. */
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
        err.write(styled('yellow', UNREADABLE), '\n');
      }
      return printer.take(state, event);
    },
  };
}

/**
 * Adds a run's notices to a printer: that a request to the model is sent again, in the status line or, if standard
 * error is not a terminal, in a line of its own; how many messages were left out; and which results the run waits for.
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
    if (err.isTerminal) status.show(text);
    else err.write(`${text}.\n`);
  }

  return {
    take(state, event) {
      showRetry(state.retry);
      if (isPaused !== (state.status === 'awaiting_tools')) {
        isPaused = !isPaused;
        status.clear();
        if (isPaused) err.write(styled('dim', `${awaitedToolsText(awaitedTools(state.run))}.`), '\n');
      }
      const leftOut = leftOutMessages(state.notices);
      if (leftOut > shownLeftOut) {
        shownLeftOut = leftOut;
        status.clear();
        err.write(styled('dim', `${leftOutText(leftOut)}.`), '\n');
      }
      return printer.take(state, event);
    },
    connectionLost: () => printer.connectionLost(),
    end() {
      showRetry(null);
      printer.end();
    },
  };
}
