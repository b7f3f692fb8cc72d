import type { RunState } from '../protocol/run-state.ts';

/** Shows a run as it goes on. */
export interface RunPrinter {
  /** Takes what is known of the run now. */
  take(state: RunState): void;
  /** Nothing more will come. */
  end(): void;
}

/** Shows nothing. */
export const SILENT_PRINTER: RunPrinter = { take() {}, end() {} };

interface Stretch {
  readonly id: string;
  text: string;
  printed: number;
  ended: boolean;
}

/**
 * Writes the text of a run as it is received, and nothing that was not streamed. Messages come one after the
 * other, each closed by a line end and with an empty line between two; one that streams beside another waits
 * for it. What the agent takes back later has been said, and stays.
 */
export function createStreamPrinter(write: (text: string) => void): RunPrinter {
  const stretches: Stretch[] = [];
  /** All before it are closed. */
  let current = 0;

  function stretchOf(id: string): Stretch {
    const known = stretches.find((stretch) => stretch.id === id);
    if (known) return known;
    const stretch = { id, text: '', printed: 0, ended: false };
    stretches.push(stretch);
    return stretch;
  }

  function print(): void {
    for (; current < stretches.length; current++) {
      const stretch = stretches[current]!;
      const end = stretch.ended ? stretch.text.length : wholeLength(stretch.text);
      if (stretch.printed === 0 && end > 0 && current > 0) write('\n');
      if (end > stretch.printed) write(stretch.text.slice(stretch.printed, end));
      stretch.printed = Math.max(stretch.printed, end);
      if (!stretch.ended) return;
      write('\n');
    }
  }

  return {
    take({ drafts, messages }) {
      for (const { id, text } of drafts) if (text !== '') stretchOf(id).text = text;
      for (const { id, streamed } of messages) {
        if (streamed !== null) Object.assign(stretchOf(id), { text: streamed, ended: true });
      }
      for (const stretch of stretches) stretch.ended ||= !drafts.some(({ id }) => id === stretch.id);
      print();
    },
    end() {
      for (const stretch of stretches) stretch.ended = true;
      print();
    },
  };
}

/** How much of a text can be written: a model may cut a character in two, of which the second half is to come. */
function wholeLength(text: string): number {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.length - 1 : text.length;
}
