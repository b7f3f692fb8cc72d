import { z } from 'zod';
import type { RunSettings } from '../../../protocol/run-settings.ts';
import type { CompletionRequest, ModelMessage } from '../provider.ts';

const partsSchema = z.array(z.looseObject({ text: z.string().optional() }));
const contentSchema = z.union([
  z.string(),
  partsSchema.transform((parts) => parts.flatMap(({ text }) => text ?? []).join('\n\n')),
]);

const callSchema = z.object({
  id: z.string(),
  type: z.literal('function').default('function'),
  function: z.object({ name: z.string(), arguments: z.string() }),
});

const messageSchema = z.object({
  role: z.string(),
  content: contentSchema.nullish(),
  tool_calls: z.array(callSchema).nullish(),
  tool_call_id: z.string().nullish(),
});

const toolSchema = z.object({
  type: z.literal('function'),
  function: z.object({
    name: z.string(),
    description: z.string().nullish(),
    parameters: z.record(z.string(), z.unknown()).nullish(),
  }),
});

const toolChoiceSchema = z.union([
  z.enum(['none', 'auto', 'required']),
  z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) }),
]);

/** The fields that the practice model reads of https://platform.openai.com/docs/api-reference/chat/create */
const forwardedSchema = z.object({
  messages: z.array(messageSchema).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.number().int().positive().nullish(),
  max_completion_tokens: z.number().int().positive().nullish(),
  tools: z.array(toolSchema).nullish(),
  tool_choice: toolChoiceSchema.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).nullish(),
});

type Forwarded = z.infer<typeof forwardedSchema>;

/** A forwarded request in the hub's form. */
export interface ForwardedRequest {
  request: Omit<CompletionRequest, 'signal'>;
  isStream: boolean;
  wantsUsage: boolean;
}

/** Reads the body of a forwarded request. If it is not valid, returns an error in OpenAI's form. */
export function readForwarded(body: unknown): ForwardedRequest | { refusal: object } {
  const asked = forwardedSchema.safeParse(body);
  if (!asked.success) return { refusal: refusalOf(asked.error.issues[0]!) };
  const { messages, max_completion_tokens, max_tokens, stream, stream_options } = asked.data;
  return {
    request: {
      model: null,
      messages: messages.flatMap(toModelMessage),
      maxTokens: max_completion_tokens ?? max_tokens ?? undefined,
      settings: settingsOf(asked.data),
    },
    isStream: stream ?? false,
    wantsUsage: stream_options?.include_usage ?? false,
  };
}

function settingsOf({
  tools,
  tool_choice = null,
  parallel_tool_calls,
  reasoning_effort = null,
}: Forwarded): Partial<RunSettings> {
  const parallel = parallel_tool_calls ?? true;
  return { tools: tools ?? [], tool_choice, parallel_tool_calls: parallel, reasoning_effort };
}

/**
 * Converts a message of a forwarded request. `developer` is the newer name of `system`. Messages of other roles are
 * ignored.
 */
function toModelMessage({
  role,
  content,
  tool_calls,
  tool_call_id,
}: Forwarded['messages'][number]): ModelMessage[] {
  const text = content ?? '';
  if (role === 'developer' || role === 'system') return [{ role: 'system', content: text }];
  if (role === 'tool') return [{ role, tool_call_id: tool_call_id ?? '', content: text }];
  if (role === 'assistant' && tool_calls?.length) return [{ role, content: content ?? null, tool_calls }];
  if (role === 'user' || role === 'assistant') return [{ role, content: text }];
  return [];
}

function refusalOf({ path, message }: { path: PropertyKey[]; message: string }): object {
  const param = path.join('.');
  return {
    error: { message: `'${param}': ${message}.`, type: 'invalid_request_error', param, code: null },
  };
}
