import { awaitedTools, awaitedToolsText } from '../client/awaited-tools.ts';
import { leftOutMessages, leftOutText, retryText } from '../client/run-notices.ts';
import type { RetryNotice } from '../protocol/run-notice.ts';
import type { RunPrinter } from './stream-printer.ts';
import type { StatusLine, Terminal } from './terminal.ts';
import { styled } from './styled-text.ts';

const UNREADABLE =
  'The hub has sent an event that this program cannot read, and it is left out. Check that both are of the same version.';

/** Adds to a printer that an event could not be read; it is said once. */
export function withUnreadable(printer: RunPrinter, { err }: Terminal, status: StatusLine): RunPrinter {
  let isSaid = false;
  return {
    ...printer,
    take(state, event) {
      if (event?.type === 'other' && event.isUnreadable && !isSaid) {
        isSaid = true;
        status.clear();
        err.write(styled('yellow', UNREADABLE), '\n');
      }
      return printer.take(state, event);
    },
  };
}

/**
 * Adds to a printer what there is to know of a run's requests to models: that one is sent again, in the status line or,
 * where standard error is no terminal, in a line of its own; how many messages were left out; and what the run waits for.
 */
export function withNotices(printer: RunPrinter, { err }: Terminal, status: StatusLine): RunPrinter {
  let shown: RetryNotice | null = null;
  let told = 0;
  let isPaused = false;

  function showRetry(retry: RetryNotice | null): void {
    if (retry === shown) return;
    shown = retry;
    if (!retry) return status.clear();
    const words = retryText(retry, retry.seconds);
    if (err.isTerminal) status.show(words);
    else err.write(`${words}.\n`);
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
      if (leftOut > told) {
        told = leftOut;
        status.clear();
        err.write(styled('dim', `${leftOutText(leftOut)}.`), '\n');
      }
      return printer.take(state, event);
    },
    lose: () => printer.lose(),
    end() {
      showRetry(null);
      printer.end();
    },
  };
}
