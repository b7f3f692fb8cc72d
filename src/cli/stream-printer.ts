import { textOf } from '../protocol/message.ts';
import type { RunState } from '../protocol/run-state.ts';
import type { StreamEvent } from '../protocol/stream-event.ts';
import { NO_THOUGHTS_READ, scanThoughts, type ThoughtScan } from '../protocol/visible-text.ts';

/** Shows a run as it goes on. */
export interface RunPrinter {
  /**
   * Takes what is known of the run now. Settles once that is shown.
   * @param event what has changed it, where that is one event
   */
  take(state: RunState, event: StreamEvent | null): void | Promise<void>;
  /** The connection is lost, and another is being made. */
  lose(): void;
  /** Nothing more will come. */
  end(): void;
}

const CARRIAGE_RETURN = 13;

/** Shows nothing. */
export const SILENT_PRINTER: RunPrinter = { take() {}, lose() {}, end() {} };

interface Stretch {
  /** How much of its text has come. */
  length: number;
  /** What of it people are shown; null where that is all. */
  visible: VisibleText | null;
  /** What is to be written. */
  waiting: string;
  hasPrinted: boolean;
  ended: boolean;
}

/**
 * Writes the text of a run as it is received, and nothing that was not streamed. Messages come one after the
 * other, each closed by a line end and with an empty line between two; one that streams beside another waits
 * for it. What the agent takes back later has been said, and stays. Of a text only what is new is looked at: V8 copies
 * a text that has grown as soon as a part of it is read.
 * @param hidesThoughts leaves out what a model thinks aloud before it answers
 */
export function createStreamPrinter(write: (text: string) => void, hidesThoughts: boolean): RunPrinter {
  const stretches = new Map<string, Stretch>();
  /** Those that are not closed, in the order in which they are written. */
  const open: [id: string, stretch: Stretch][] = [];
  let hasPrinted = false;
  let messagesTaken: RunState['messages'] = [];

  function stretchOf(id: string): Stretch {
    const known = stretches.get(id);
    if (known) return known;
    const visible = hidesThoughts ? createVisibleText() : null;
    const stretch = { length: 0, visible, waiting: '', hasPrinted: false, ended: false };
    stretches.set(id, stretch);
    open.push([id, stretch]);
    return stretch;
  }

  /** Takes a text that may have grown. */
  function takeText(id: string, text: string, added: string | null): void {
    const more = text.length - (stretches.get(id)?.length ?? 0);
    if (more <= 0) return;
    const stretch = stretchOf(id);
    const piece = added?.length === more ? added : text.slice(stretch.length);
    stretch.length = text.length;
    stretch.waiting += stretch.visible ? stretch.visible.push(piece) : piece;
  }

  function close(stretch: Stretch): void {
    if (stretch.ended) return;
    stretch.ended = true;
    stretch.waiting += stretch.visible?.end() ?? '';
  }

  function print(): void {
    for (let first; (first = open[0]?.[1]); open.shift()) {
      const { waiting, ended } = first;
      const end = ended ? waiting.length : wholeLength(waiting);
      if (end > 0) {
        if (!first.hasPrinted && hasPrinted) write('\n');
        write(waiting.slice(0, end));
        first.waiting = waiting.slice(end);
        first.hasPrinted = true;
        hasPrinted = true;
      }
      if (!ended) return;
      if (first.hasPrinted) write('\n');
    }
  }

  return {
    take({ drafts, messages }, event) {
      const added = event?.type === 'message.delta' ? event.delta : null;
      for (const { id, text } of drafts) {
        takeText(id, text, added?.id === id ? textOf(added.delta.content) : null);
      }
      if (messages !== messagesTaken) {
        for (const { id, streamed } of messages) {
          if (streamed === null || stretches.get(id)?.ended) continue;
          takeText(id, streamed, null);
          close(stretchOf(id));
        }
        messagesTaken = messages;
      }
      if (!added) {
        const streaming = new Set(drafts.map(({ id }) => id));
        for (const [id, stretch] of open) if (!streaming.has(id)) close(stretch);
      }
      print();
    },
    lose() {}, // what is in the line so far cannot be written over
    end() {
      for (const [, stretch] of open) close(stretch);
      print();
    },
  };
}

/** How much of a text can be written: a model may cut a character or a line end in two, of which the second half is to come. */
function wholeLength(text: string): number {
  const last = text.charCodeAt(text.length - 1);
  return (last >= 0xd800 && last <= 0xdbff) || last === CARRIAGE_RETURN ? text.length - 1 : text.length;
}

/** What people are shown of a reply that comes bit by bit: it without the thoughts that it begins with. */
interface VisibleText {
  /** What is shown of the text so far, now that this has come. */
  push(piece: string): string;
  /** What was held back, because it could have been a part of a tag. */
  end(): string;
}

/** Begins with the first piece of a reply. */
function createVisibleText(): VisibleText {
  /** What is not decided yet. */
  let held = '';
  let scan: ThoughtScan = NO_THOUGHTS_READ;
  let hasThoughts = false;

  return {
    push(piece) {
      if (scan.start !== null) return piece;
      held += piece;
      if (piece.trim() === '') return ''; // decides nothing, be it ever so much
      scan = scanThoughts(held, scan);
      hasThoughts ||= scan.isInside || scan.at > 0;
      if (scan.start !== null) return held.slice(scan.start);
      if (scan.isInside) {
        held = held.slice(scan.at);
        scan = { ...scan, at: 0, blanksEnd: 0 };
      }
      return '';
    },
    end() {
      if (scan.start !== null || scan.isInside) return '';
      return hasThoughts ? held.slice(scan.at).trimStart() : held;
    },
  };
}
