import { z } from 'zod';
import type { ChatMessage } from '../../../agents/agent.ts';

const textSchema = z.union([
  z.string(),
  z.array(z.looseObject({ text: z.string().optional() })).transform((parts) =>
    parts
      .map(({ text }) => text)
      .filter((text) => text !== undefined)
      .join('\n\n'),
  ),
]);

/** What the practice model takes of https://platform.openai.com/docs/api-reference/chat/create */
export const forwardedRequestSchema = z
  .object({
    messages: z.array(z.object({ role: z.string(), content: textSchema.nullish() })).min(1),
    stream: z.boolean().nullish(),
    stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
    max_tokens: z.number().int().positive().nullish(),
    max_completion_tokens: z.number().int().positive().nullish(),
  })
  .transform((request) => ({
    messages: request.messages.flatMap(toChatMessage),
    maxTokens: request.max_completion_tokens ?? request.max_tokens ?? undefined,
    streams: request.stream ?? false,
    wantsUsage: request.stream_options?.include_usage ?? false,
  }));

/** `developer` is a newer word for `system`. What tools say is not for a model without thought. */
function toChatMessage({
  role,
  content,
}: {
  role: string;
  content?: string | null | undefined;
}): ChatMessage[] {
  if (role === 'developer' || role === 'system') return [{ role: 'system', content: content ?? '' }];
  if (role === 'user' || role === 'assistant') return [{ role, content: content ?? '' }];
  return [];
}
