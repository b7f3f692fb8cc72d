import MarkdownIt from 'markdown-it';
import { textOf, type Message } from '../protocol/message.ts';
import type { Thread } from '../protocol/thread.ts';
import { visibleText } from '../protocol/visible-text.ts';
import { messageLabel } from './partial-reason.ts';

const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' });
const markdown = new MarkdownIt('commonmark');

/**
 * Returns a thread as a markdown document: its title, then each message with its author and time, and with a label if
 * it is incomplete or empty. A code block that a message leaves open is closed, so that the next message is not part of
 * it.
 * @param messages oldest first
 * @param nameOf returns the name of a message's author
 */
export function threadAsMarkdown(
  thread: Thread,
  messages: readonly Message[],
  nameOf: (message: Message) => string,
): string {
  const title = oneLine(thread.metadata.topic ?? '') || 'Untitled';
  return [`# ${title}`, ...messages.map((message) => messageAsMarkdown(message, nameOf(message)))]
    .join('\n\n')
    .concat('\n');
}

function messageAsMarkdown(message: Message, name: string): string {
  const label = messageLabel(message);
  return [
    `## ${oneLine(name)}`,
    `*${time.format(message.created_at * 1000)}*`,
    withClosedFence(textIn(message).trim()),
    label && `*${label}*`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

function textIn({ role, content }: Message): string {
  return role === 'assistant' ? visibleText(textOf(content)) : textOf(content);
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** Adds the closing fence to a text that ends inside a code block. */
function withClosedFence(text: string): string {
  const last = markdown.parse(text, {}).findLast(({ level }) => level === 0);
  if (last?.type !== 'fence') return text;
  const lines = text.split('\n');
  const [start = 0] = last.map ?? [];
  const end = lines.at(-1)?.trim() ?? '';
  const isClosed = start < lines.length - 1 && end.startsWith(last.markup) && !/[^`~]/.test(end);
  return isClosed ? text : `${text}\n${last.markup}`;
}
