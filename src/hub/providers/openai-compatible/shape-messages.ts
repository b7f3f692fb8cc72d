import { createHash } from 'node:crypto';
import type { ModelHabits } from './model-habits.ts';
import type { WireMessage } from './wire-message.ts';

/** How many characters ids have where a server counts them. */
const SHORT_ID = 9;

/** A message in the form that a model takes. */
export function shapeMessage(message: WireMessage, habits: ModelHabits): WireMessage {
  const { fields, wantsText, wantsShortIds } = habits;
  const shaped = without(message, fields);
  const { tool_calls: calls, tool_call_id: of, content } = shaped;
  if (Array.isArray(calls)) {
    shaped['tool_calls'] = calls.map((call: Record<string, unknown>) => {
      const kept = without(call, fields);
      return wantsShortIds ? { ...kept, id: shortId(kept['id']) } : kept;
    });
    // Anthropic and Gemini refuse an empty text here, others refuse nothing at all.
    if (!content) shaped.content = wantsText ? '' : null;
  }
  if (wantsShortIds && of !== undefined) shaped['tool_call_id'] = shortId(of);
  return shaped;
}

function without<Fields extends object>(object: Fields, names: ReadonlySet<string>): Fields {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.has(name))) as Fields;
}

function shortId(id: unknown): string {
  return createHash('sha256').update(String(id)).digest('hex').slice(0, SHORT_ID);
}
