import { NO_THOUGHTS_READ, scanThoughts, visibleText, type ThoughtScan } from '../protocol/visible-text.ts';
import type { RunState } from '../protocol/run-state.ts';

/** Shows a run as it goes on. */
export interface RunPrinter {
  /** Takes what is known of the run now. */
  take(state: RunState): void;
  /** The connection is lost, and another is being made. */
  lose(): void;
  /** Nothing more will come. */
  end(): void;
}

/** Shows nothing. */
export const SILENT_PRINTER: RunPrinter = { take() {}, lose() {}, end() {} };

interface Stretch {
  readonly id: string;
  text: string;
  /** How far it is read for thoughts. */
  thoughts: ThoughtScan;
  printed: number;
  ended: boolean;
}

/**
 * Writes the text of a run as it is received, and nothing that was not streamed. Messages come one after the
 * other, each closed by a line end and with an empty line between two; one that streams beside another waits
 * for it. What the agent takes back later has been said, and stays.
 * @param hidesThoughts leaves out what a model thinks aloud before it answers
 */
export function createStreamPrinter(write: (text: string) => void, hidesThoughts: boolean): RunPrinter {
  const stretches: Stretch[] = [];
  /** All before it are closed. */
  let current = 0;
  let hasPrinted = false;

  function stretchOf(id: string): Stretch {
    const known = stretches.find((stretch) => stretch.id === id);
    if (known) return known;
    const stretch = { id, text: '', thoughts: NO_THOUGHTS_READ, printed: 0, ended: false };
    stretches.push(stretch);
    return stretch;
  }

  function print(): void {
    for (; current < stretches.length; current++) {
      const stretch = stretches[current]!;
      const end = stretch.ended ? stretch.text.length : wholeLength(stretch.text);
      const start = Math.max(stretch.printed, hidesThoughts ? visibleStart(stretch) : 0);
      if (end > start) {
        if (stretch.printed === 0 && hasPrinted) write('\n');
        write(stretch.text.slice(start, end));
        stretch.printed = end;
        hasPrinted = true;
      }
      if (!stretch.ended) return;
      if (stretch.printed > 0) write('\n');
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
    lose() {}, // what is in the line so far cannot be written over
    end() {
      for (const stretch of stretches) stretch.ended = true;
      print();
    },
  };
}

/** Where the text begins that is shown; at its end while nothing of that has come. */
function visibleStart(stretch: Stretch): number {
  const { text, ended } = stretch;
  stretch.thoughts = scanThoughts(text, stretch.thoughts);
  return stretch.thoughts.start ?? text.length - (ended ? visibleText(text).length : 0);
}

/** How much of a text can be written: a model may cut a character in two, of which the second half is to come. */
function wholeLength(text: string): number {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.length - 1 : text.length;
}
