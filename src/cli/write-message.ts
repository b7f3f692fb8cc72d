import { textOf, type Message } from '../protocol/message.ts';
import { renderMarkdown } from './markdown/render-markdown.ts';
import type { Output } from './terminal.ts';

/** Writes what a message says: laid out for a terminal, and elsewhere the text as it is. */
export function writeMessage(out: Output, { content }: Message): void {
  const text = textOf(content);
  out.write(out.isTerminal ? renderMarkdown(text, out) : `${text}\n`);
}
