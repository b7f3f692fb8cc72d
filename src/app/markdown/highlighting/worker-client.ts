import type { HighlightRequest, TokenLines, HighlightResponse } from './worker-messages.ts';

/** The part of a Worker that is used here. */
export interface WorkerLike {
  postMessage(message: HighlightRequest): void;
  addEventListener(type: 'message', listener: (event: { data: HighlightResponse }) => void): void;
  addEventListener(type: 'error', listener: () => void): void;
  terminate(): void;
}

/**
 * The colours of lines. `none`: the text gets none, or no more of them. `lost`: what was known of the lines before is
 * gone, and the text can begin anew.
 */
export type Colours = TokenLines | 'none' | 'lost';

/** A text whose lines are coloured one after the other. */
export interface HighlightSession {
  /** Asks for the colours of the next lines. To be called when the lines before have been answered. */
  colour(lines: readonly string[], onColours: (colours: Colours) => void): void;
  /** It has no more lines, or they are not wanted. */
  end(): void;
}

/** How long a few lines may take, in milliseconds. Ordinary lines take less than a hundredth of it. */
export const TIMEOUT = 5_000;
/** After so many texts that took too long, no more are coloured. */
export const MOST_TIMEOUTS = 5;

interface Asked {
  onColours: (colours: Colours) => void;
  timer: ReturnType<typeof setTimeout> | null;
}

/**
 * Makes what colours texts, in a worker: no text keeps the page from answering, whatever it does to the regular
 * expressions of its grammar. A text that takes too long terminates the worker, and the other texts start again in a new one.
 */
export function createHighlightWorkerClient(
  openWorker: () => WorkerLike,
): (language: string) => HighlightSession {
  let worker: WorkerLike | null = null;
  let asked = new Map<number, Asked>();
  let timeouts = 0;
  let last = 0;

  function open(): WorkerLike {
    const opened = openWorker();
    opened.addEventListener('message', ({ data }) => {
      if (worker === opened) receive(data);
    });
    // Its script cannot be loaded: the hub is gone, or has another version now.
    opened.addEventListener('error', () => {
      if (worker === opened) close('none');
    });
    return opened;
  }

  function receive(message: HighlightResponse): void {
    const { text } = message;
    const question = asked.get(text);
    if (!question) return;
    if (message.type === 'begins') question.timer = setTimeout(() => endAfterTimeout(text), TIMEOUT);
    else {
      asked.delete(text);
      if (question.timer !== null) clearTimeout(question.timer);
      question.onColours(message.tokens ?? 'none');
    }
  }

  function endAfterTimeout(text: number): void {
    timeouts += 1;
    const question = asked.get(text);
    asked.delete(text);
    close('lost');
    question?.onColours('none');
  }

  /** Terminates the worker, and answers with this what it has been asked. */
  function close(answer: 'none' | 'lost'): void {
    worker?.terminate();
    worker = null;
    const unanswered = asked;
    asked = new Map();
    for (const { timer, onColours } of unanswered.values()) {
      if (timer !== null) clearTimeout(timer);
      onColours(answer);
    }
  }

  return (language) => {
    const text = ++last;
    let known: WorkerLike | null = null;
    return {
      colour(lines, onColours) {
        if (timeouts >= MOST_TIMEOUTS) return onColours('none');
        worker ??= open();
        if (known && known !== worker) return onColours('lost');
        known = worker;
        asked.set(text, { onColours, timer: null });
        post(worker, { type: 'colour', text, language, lines });
      },
      end() {
        const question = asked.get(text);
        // The timeout stays until the worker answers: only that shows that it does not work on this text for ever.
        if (question) question.onColours = () => {};
        if (known && known === worker) post(worker, { type: 'end', text });
      },
    };
  };
}

function post(worker: WorkerLike, message: HighlightRequest): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows; a worker has one page
  worker.postMessage(message);
}
