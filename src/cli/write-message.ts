import { textOf, type Message } from '../protocol/message.ts';
import { visibleText } from '../protocol/visible-text.ts';
import { renderMarkdown } from './markdown/render-markdown.ts';
import type { Output } from './terminal.ts';

/** Writes what a message says: laid out for a terminal, without thoughts, and elsewhere the text as it is. */
export function writeMessage(out: Output, { role, content }: Message): void {
  const text = textOf(content);
  if (!out.isTerminal) return out.write(`${text}\n`);
  out.write(renderMarkdown(role === 'assistant' ? visibleText(text) : text, out));
}
