import type { HighlightRequest, TokenLines, HighlightResponse } from './worker-messages.ts';

/** The methods of a Worker that are used here. */
export interface WorkerLike {
  postMessage(message: HighlightRequest): void;
  addEventListener(type: 'message', listener: (event: { data: HighlightResponse }) => void): void;
  addEventListener(type: 'error', listener: () => void): void;
  terminate(): void;
}

/**
 * The tokens of the requested lines. `none`: these lines and all later lines of the text cannot be highlighted. `lost`:
 * the worker was terminated, and with it the state after the earlier lines, so the text must start again from its first
 * line.
 */
export type HighlightResult = TokenLines | 'none' | 'lost';

/** A text whose lines are highlighted one after the other. */
export interface HighlightSession {
  /** Requests the tokens of the next lines. Call it when the previous request has been answered. */
  highlight(lines: readonly string[], onResult: (result: HighlightResult) => void): void;
  /** Ends the session. Call it when there are no more lines, or when their tokens are no longer needed. */
  end(): void;
}

/** Maximum time for one request, in milliseconds. Ordinary lines take less than a hundredth of this time. */
export const TIMEOUT = 5_000;
/** Maximum number of timeouts. After the last one, nothing more is highlighted. */
export const MAX_TIMEOUTS = 5;

interface PendingRequest {
  onResult: (result: HighlightResult) => void;
  timer: ReturnType<typeof setTimeout> | null;
}

/**
 * Creates the client of the highlighting worker. Some texts take very long in the regular expressions of a grammar. The
 * worker keeps the page responsive meanwhile. If a text takes too long, the worker is terminated, and the other texts
 * start again in a new worker.
 */
export function createHighlightWorkerClient(
  openWorker: () => WorkerLike,
): (language: string) => HighlightSession {
  let worker: WorkerLike | null = null;
  let requests = new Map<number, PendingRequest>();
  let timeouts = 0;
  let last = 0;

  function open(): WorkerLike {
    const opened = openWorker();
    opened.addEventListener('message', ({ data }) => {
      if (worker === opened) receive(data);
    });
    // The worker's script could not be loaded: the server cannot be reached or has been updated.
    opened.addEventListener('error', () => {
      if (worker === opened) close('none');
    });
    return opened;
  }

  function receive(message: HighlightResponse): void {
    const { text } = message;
    const request = requests.get(text);
    if (!request) return;
    if (message.type === 'started') request.timer = setTimeout(() => endAfterTimeout(text), TIMEOUT);
    else {
      requests.delete(text);
      if (request.timer !== null) clearTimeout(request.timer);
      request.onResult(message.tokens ?? 'none');
    }
  }

  function endAfterTimeout(text: number): void {
    timeouts += 1;
    const request = requests.get(text);
    requests.delete(text);
    close('lost');
    request?.onResult('none');
  }

  /** Terminates the worker, and answers all pending requests. */
  function close(answer: 'none' | 'lost'): void {
    worker?.terminate();
    worker = null;
    const unanswered = requests;
    requests = new Map();
    for (const { timer, onResult } of unanswered.values()) {
      if (timer !== null) clearTimeout(timer);
      onResult(answer);
    }
  }

  return (language) => {
    const text = ++last;
    /** The worker that has the state of this text. */
    let current: WorkerLike | null = null;
    return {
      highlight(lines, onResult) {
        if (timeouts >= MAX_TIMEOUTS) return onResult('none');
        worker ??= open();
        if (current && current !== worker) return onResult('lost');
        current = worker;
        requests.set(text, { onResult, timer: null });
        post(worker, { type: 'highlight', text, language, lines });
      },
      end() {
        const request = requests.get(text);
        // The timeout stays active until the worker answers, because this text may block the worker.
        if (request) request.onResult = () => {};
        if (current && current === worker) post(worker, { type: 'end', text });
      },
    };
  };
}

function post(worker: WorkerLike, message: HighlightRequest): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- target origins are for windows, not for workers
  worker.postMessage(message);
}
