import { textOf } from '../../protocol/message.ts';
import type { Opened, RunState } from '../../protocol/run-state.ts';
import type { Output } from '../terminal.ts';
import { newPiece, type BeginPart, type Feed } from './feed.ts';
import type { Part } from './part-queue.ts';
import { wholeLength } from './pending-text.ts';
import { createThoughtFilter } from './thought-filter.ts';

const CARRIAGE_RETURN = 13;

/**
 * Creates the feed of the texts of messages. A text ends with a line end. Text that the agent discards later is not
 * removed. In a terminal, the thoughts that a model writes in tags before its answer are left out.
 */
export function createTextFeed(out: Output, begin: BeginPart): Feed {
  const texts = new Map<string, TextPart>();
  const open = new Map<string, TextPart>();
  let lastMessages: RunState['messages'] = [];

  function partOf(id: string, opened: Opened): TextPart {
    const known = texts.get(id);
    if (known) return known;
    const part = createTextPart(out);
    texts.set(id, part);
    open.set(id, part);
    begin(part, opened);
    return part;
  }

  function takeText(id: string, text: string, opened: Opened, added: string | null): void {
    const piece = newPiece(text, texts.get(id)?.length ?? 0, added);
    if (piece !== '') partOf(id, opened).push(piece);
  }

  function end(id: string, part: TextPart): void {
    open.delete(id);
    part.end();
  }

  return {
    take({ drafts, messages }, event) {
      const added = event?.type === 'message.delta' ? event.delta : null;
      for (const { id, text, opened } of drafts) {
        takeText(id, text, opened, added?.id === id ? textOf(added.delta.content) : null);
      }
      if (messages !== lastMessages) {
        for (const { id, streamed, opened } of messages) {
          if (streamed === null || texts.get(id)?.hasEnded) continue;
          takeText(id, streamed, opened, null);
          end(id, partOf(id, opened));
        }
        lastMessages = messages;
      }
      if (added) return;
      const streaming = new Set(drafts.map(({ id }) => id));
      for (const [id, part] of open) if (!streaming.has(id)) end(id, part);
    },
    end() {
      for (const [id, part] of open) end(id, part);
    },
  };
}

interface TextPart extends Part {
  push(piece: string): void;
  end(): void;
  /** Number of characters that have arrived. */
  readonly length: number;
}

function createTextPart(out: Output): TextPart {
  const filter = out.isTerminal ? createThoughtFilter() : null;
  let length = 0;
  let unwritten = '';
  let hasPrinted = false;
  let hasEnded = false;
  let isMidLine = false;

  const writableLength = (): number => (hasEnded ? unwritten.length : wholeLengthOfLines(unwritten));

  return {
    kind: 'text',
    get length() {
      return length;
    },
    get hasEnded() {
      return hasEnded;
    },
    get isMidLine() {
      return isMidLine;
    },
    push(piece) {
      length += piece.length;
      unwritten += filter ? filter.push(piece) : piece;
    },
    end() {
      hasEnded = true;
      unwritten += filter?.end() ?? '';
    },
    hasNews: () => writableLength() > 0 || (hasEnded && hasPrinted),
    write() {
      const end = writableLength();
      if (end > 0) out.writeText(unwritten.slice(0, end));
      isMidLine = end > 0 ? unwritten[end - 1] !== '\n' : isMidLine;
      unwritten = unwritten.slice(end);
      hasPrinted = true;
      if (hasEnded) this.writeLineEnd();
    },
    writeLineEnd() {
      out.writeText('\n');
      isMidLine = false;
    },
  };
}

/** Returns the length of a text without half of a character, or of a line end, at its end. */
function wholeLengthOfLines(text: string): number {
  const length = wholeLength(text);
  return text.charCodeAt(length - 1) === CARRIAGE_RETURN ? length - 1 : length;
}
