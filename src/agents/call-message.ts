import type { StreamHandler, ToolCall, ToolCallMessage } from './agent.ts';

/** A part of the reasoning in OpenRouter's form. Pieces of the same part have the same index and type. */
type ReasoningPart = Record<string, unknown>;

/** The fields of a part that arrive in pieces. Other fields, such as the signature, arrive once. */
const TEXTS = ['text', 'summary', 'data'] as const;

/**
 * Returns the message with these calls, as the model gets it back with their outputs. It has the model's reasoning:
 * DeepSeek and Kimi refuse calls without it, and others continue it. The hub leaves it out for models that refuse it.
 */
export async function readCallMessage(
  completion: StreamHandler,
  calls: ToolCall[],
): Promise<ToolCallMessage> {
  const parts: ReasoningPart[] = [];
  let reasoning = '';
  for await (const { choices } of completion) {
    const delta = choices.find(({ index }) => index === 0)?.delta;
    reasoning += delta?.reasoning_content ?? '';
    const pieces = delta?.['reasoning_details'];
    if (Array.isArray(pieces)) for (const piece of pieces) addPart(parts, piece);
  }
  return {
    role: 'assistant',
    content: await completion.text(),
    tool_calls: calls,
    ...(parts.length > 0
      ? { reasoning_details: parts }
      : reasoning !== '' && { reasoning_content: reasoning }),
  };
}

/** Adds a piece to the last part, or begins a part: https://openrouter.ai/docs/use-cases/reasoning-tokens */
function addPart(parts: ReasoningPart[], piece: unknown): void {
  if (typeof piece !== 'object' || piece === null) return;
  const added = piece as ReasoningPart;
  const last = parts.at(-1);
  if (
    !last ||
    last['index'] !== added['index'] ||
    last['type'] !== added['type'] ||
    added['index'] === undefined
  ) {
    parts.push({ ...added });
    return;
  }
  const texts = TEXTS.flatMap((name) =>
    typeof added[name] === 'string' ? [[name, `${textOf(last[name])}${added[name]}`]] : [],
  );
  const set = Object.entries(added).filter(([, value]) => value !== null && value !== undefined);
  Object.assign(last, Object.fromEntries(set), Object.fromEntries(texts));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
