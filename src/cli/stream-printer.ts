import { textOf } from '../protocol/message.ts';
import type { RunState } from '../protocol/run-state.ts';
import type { StreamEvent } from '../protocol/stream-event.ts';
import { NO_THOUGHTS_READ, scanThoughts, type ThoughtScan } from '../protocol/visible-text.ts';

/** Shows a run while it is active. */
export interface RunPrinter {
  /**
   * Shows the current state of the run. Settles once the state is shown.
   * @param event the event that changed the state; null if no single event changed it
   */
  take(state: RunState, event: StreamEvent | null): void | Promise<void>;
  /** Called when the connection was lost and a new one is being opened. */
  connectionLost(): void;
  /** Called when no more events will arrive. */
  end(): void;
}

const CARRIAGE_RETURN = 13;

/** A printer that shows nothing. */
export const SILENT_PRINTER: RunPrinter = { take() {}, connectionLost() {}, end() {} };

/** The text of one message while it streams. */
interface StreamedText {
  /** Number of characters that have arrived. */
  length: number;
  /** Removes the model's thoughts; null if they are shown. */
  filter: ThoughtFilter | null;
  /** Text that has not been written yet. */
  unwritten: string;
  hasPrinted: boolean;
  ended: boolean;
}

/**
 * Creates a printer that writes the text of a run as it arrives, and only text that was streamed. Messages are written
 * one after another. Each ends with a line end, and an empty line separates two messages. If two messages stream at the
 * same time, the second waits for the first. Text that the agent discards later is not removed. Only the new part of a
 * text is read, because V8 copies a text that has grown as soon as any part of it is read.
 * @param hidesThoughts whether to leave out the thoughts that a model writes before it answers
 */
export function createStreamPrinter(write: (text: string) => void, hidesThoughts: boolean): RunPrinter {
  const texts = new Map<string, StreamedText>();
  /** The texts that have not been written to their end, in the order in which they are written. */
  const open: [id: string, text: StreamedText][] = [];
  let hasPrinted = false;
  let lastMessages: RunState['messages'] = [];

  function streamedText(id: string): StreamedText {
    const known = texts.get(id);
    if (known) return known;
    const filter = hidesThoughts ? createThoughtFilter() : null;
    const streamed = { length: 0, filter, unwritten: '', hasPrinted: false, ended: false };
    texts.set(id, streamed);
    open.push([id, streamed]);
    return streamed;
  }

  /** Reads the new part of a text that may have grown. */
  function takeText(id: string, text: string, added: string | null): void {
    const more = text.length - (texts.get(id)?.length ?? 0);
    if (more <= 0) return;
    const streamed = streamedText(id);
    const piece = added?.length === more ? added : text.slice(streamed.length);
    streamed.length = text.length;
    streamed.unwritten += streamed.filter ? streamed.filter.push(piece) : piece;
  }

  function close(streamed: StreamedText): void {
    if (streamed.ended) return;
    streamed.ended = true;
    streamed.unwritten += streamed.filter?.end() ?? '';
  }

  function print(): void {
    for (let first; (first = open[0]?.[1]); open.shift()) {
      const { unwritten, ended } = first;
      const end = ended ? unwritten.length : writableLength(unwritten);
      if (end > 0) {
        if (!first.hasPrinted && hasPrinted) write('\n');
        write(unwritten.slice(0, end));
        first.unwritten = unwritten.slice(end);
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
      if (messages !== lastMessages) {
        for (const { id, streamed } of messages) {
          if (streamed === null || texts.get(id)?.ended) continue;
          takeText(id, streamed, null);
          close(streamedText(id));
        }
        lastMessages = messages;
      }
      if (!added) {
        const streaming = new Set(drafts.map(({ id }) => id));
        for (const [id, streamed] of open) if (!streaming.has(id)) close(streamed);
      }
      print();
    },
    connectionLost() {}, // the line that has been written so far cannot be replaced
    end() {
      for (const [, streamed] of open) close(streamed);
      print();
    },
  };
}

/**
 * Returns the length of the text that can be written. Half of a character or of a line end at its end waits for the
 * other half.
 */
function writableLength(text: string): number {
  const last = text.charCodeAt(text.length - 1);
  return (last >= 0xd800 && last <= 0xdbff) || last === CARRIAGE_RETURN ? text.length - 1 : text.length;
}

/** Removes the thoughts at the start of a reply while it streams. */
interface ThoughtFilter {
  /** Takes the next piece, and returns the text that can be shown now. */
  push(piece: string): string;
  /** Returns the text that was held back because it might have been part of a tag. */
  end(): string;
}

/** Creates the filter of one reply. */
function createThoughtFilter(): ThoughtFilter {
  /** Text that has not been shown, because it may be part of thoughts. */
  let held = '';
  let scan: ThoughtScan = NO_THOUGHTS_READ;
  let hasThoughts = false;

  return {
    push(piece) {
      if (scan.start !== null) return piece;
      held += piece;
      if (piece.trim() === '') return ''; // white space does not show whether a thought begins
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
