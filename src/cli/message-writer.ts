import { setImmediate as endOfTurn } from 'node:timers/promises';
import { textOf, type Message } from '../protocol/message.ts';
import { showControls } from '../protocol/show-controls.ts';
import { visibleText } from '../protocol/visible-text.ts';
import { renderMarkdown } from './markdown/render-markdown.ts';
import { styled, type Text } from './styled-text.ts';
import type { Output } from './terminal.ts';

/** Time for which text is laid out before keys and signals are handled, in milliseconds. */
const SLICE = 10;

/** Writes messages, one at a time. */
export interface MessageWriter {
  /** Writes the text of a message: in a terminal laid out and without thoughts, elsewhere as it is. */
  write(message: Message): Promise<void>;
  /** Stops writing the current message. Returns whether a message was being written. */
  stop(): boolean;
}

/** Creates a writer. It lays out long messages in slices, and can be stopped between two slices. */
export function createMessageWriter(out: Output): MessageWriter {
  let writing: AbortController | null = null;

  async function layOut(text: string, { signal }: AbortController): Promise<void> {
    let lines: Text[] = [];
    let start = performance.now();
    for (const line of renderMarkdown(text, out.width)) {
      if (line) lines.push(...line, '\n');
      if (performance.now() - start < SLICE) continue;
      out.write(...lines);
      lines = [];
      await endOfTurn();
      if (signal.aborted) return out.write(styled('dim', 'You stopped the rest of this message.'), '\n');
      start = performance.now();
    }
    out.write(...lines);
  }

  return {
    async write({ role, content }) {
      const text = textOf(content);
      if (!out.isTerminal) return out.writeText(`${text}\n`);
      writing = new AbortController();
      try {
        await layOut(showControls(role === 'assistant' ? visibleText(text) : text), writing);
      } finally {
        writing = null;
      }
    },
    stop() {
      const isWriting = writing !== null;
      writing?.abort();
      return isWriting;
    },
  };
}
