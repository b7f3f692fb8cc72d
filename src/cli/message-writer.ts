import { setImmediate as endOfTurn } from 'node:timers/promises';
import { sourcesOf, withMarks, type Source } from '../client/cited-text.ts';
import { annotationsOf, textOf, type Message } from '../protocol/message.ts';
import { citationsIn } from '../protocol/url-citation.ts';
import { showControls } from '../protocol/show-controls.ts';
import { visibleText } from '../protocol/visible-text.ts';
import { renderMarkdown } from './markdown/render-markdown.ts';
import { styled, type Text } from './styled-text.ts';
import type { Output } from './terminal.ts';
import { writeSources } from './write-sources.ts';

/** Time for which text is laid out before keys and signals are handled, in milliseconds. */
const SLICE = 10;

/** Writes messages, one at a time. */
export interface MessageWriter {
  /** Writes the text of a message: in a terminal laid out, without thoughts and with its sources; elsewhere as it is. */
  write(message: Message): Promise<void>;
  /** Stops writing the current message. Returns whether a message was being written. */
  stop(): boolean;
}

/** Returns the mark of a source in a terminal. The list of sources has its address. */
function textMark({ number }: Source): string {
  return ` [${number}]`;
}

/** Creates a writer. It lays out long messages in slices, and can be stopped between two slices. */
export function createMessageWriter(out: Output): MessageWriter {
  let writing: AbortController | null = null;

  /** Returns whether the text was written to its end. */
  async function layOut(text: string, { signal }: AbortController): Promise<boolean> {
    let lines: Text[] = [];
    let start = performance.now();
    for (const line of renderMarkdown(text, out.width)) {
      if (line) lines.push(...line, '\n');
      if (performance.now() - start < SLICE) continue;
      out.write(...lines);
      lines = [];
      await endOfTurn();
      if (signal.aborted) {
        out.write(styled('dim', 'You stopped the rest of this message.'), '\n');
        return false;
      }
      start = performance.now();
    }
    out.write(...lines);
    return true;
  }

  return {
    async write({ role, content }) {
      const text = textOf(content);
      if (!out.isTerminal) return out.writeText(`${text}\n`);
      writing = new AbortController();
      const citations = citationsIn(annotationsOf(content));
      const visible = role === 'assistant' ? visibleText(text) : text;
      try {
        const isWhole = await layOut(showControls(withMarks(visible, citations, textMark)), writing);
        if (isWhole && citations.length > 0) {
          out.write('\n');
          writeSources(out, sourcesOf(citations));
        }
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
