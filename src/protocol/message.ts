import { z } from 'zod';
import { metadataSchema } from './metadata.ts';
import { thinkingSchema } from './thinking.ts';
import { timeSchema } from './time.ts';
import type { UrlCitation } from './url-citation.ts';

/** One part of a message's content. Parts other than text are ignored, not refused. */
const contentPartSchema = z.looseObject({
  type: z.string(),
  text: z.looseObject({ value: z.string().default('') }).optional(),
});

/**
 * Why a model ended an answer early. `max_tokens` and `content_filter` are OpenAI's reasons. With `refusal`, the text
 * says why the model declines to answer.
 */
export type CutOffReason = 'max_tokens' | 'content_filter' | 'refusal';

/**
 * Why a message is incomplete. Two kinds are sent on the stream and never stored: `discarded`, a draft that the agent
 * did not keep, and `empty`, an answer without text.
 */
export type IncompleteReason =
  'discarded' | 'empty' | 'run_cancelled' | 'run_failed' | 'run_expired' | 'run_incomplete' | CutOffReason;

/** Whether an incomplete message with this reason is stored in its thread. */
export function isStored(reason: IncompleteReason | null): boolean {
  return reason !== 'discarded' && reason !== 'empty';
}

/** Whether the model itself ended this message early, so that no more text will follow. */
export function isEndedByModel(reason: string | undefined): boolean {
  return reason !== undefined && !reason.startsWith('run_') && reason !== 'discarded';
}

/** A message of a thread. Times are Unix seconds. */
export const messageSchema = z.looseObject({
  id: z.string(),
  object: z.literal('thread.message'),
  created_at: timeSchema,
  thread_id: z.string(),
  role: z.enum(['user', 'assistant']),
  status: z.enum(['in_progress', 'incomplete', 'completed']).default('completed'),
  content: z.array(contentPartSchema),
  assistant_id: z.string().nullish(),
  run_id: z.string().nullish(),
  incomplete_details: z.looseObject({ reason: z.string() }).nullish(),
  completed_at: timeSchema.nullish(),
  incomplete_at: timeSchema.nullish(),
  metadata: metadataSchema.nullish(),
  /** What the model thought before it wrote the message. Sent only if the request includes it. */
  thinking: thinkingSchema.nullish(),
});

export type Message = z.infer<typeof messageSchema>;

/** The data of a `thread.message.delta`: the message it belongs to and the text it adds. */
export const messageDeltaSchema = z.looseObject({
  id: z.string(),
  delta: z.looseObject({ content: z.array(contentPartSchema).default([]) }),
});

export type MessageDelta = z.infer<typeof messageDeltaSchema>;

/** Whether a text contains more than white space. */
export function hasText(text: string): boolean {
  return text.trim() !== '';
}

/** Returns the text of a message or a delta: its text parts, joined. */
export function textOf(content: Message['content']): string {
  const [only] = content;
  if (content.length === 1 && only?.type === 'text') return only.text?.value ?? ''; // as in nearly all messages
  return content.map((part) => (part.type === 'text' ? (part.text?.value ?? '') : '')).join('');
}

/** Returns the annotations of a message, such as the web pages that it cites; undefined if there are none. */
export function annotationsOf([part]: Message['content']): unknown {
  const annotations = part?.text?.['annotations'] as readonly unknown[] | null | undefined;
  return annotations?.length ? annotations : undefined; // without a new list in each copy of a message
}

/** Returns the content of a message that consists of one text. */
export function textContent(value: string, annotations: readonly UrlCitation[] = []) {
  return [{ type: 'text', text: { value, annotations } }];
}
