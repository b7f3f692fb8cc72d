const TITLE_FIELD = /^(title|topic|name|thread_title|conversation_title|chat_title)$/i;

/**
 * The title in an answer that is JSON, or holds some, such as `{"title": "…"}`. Empty where that JSON holds none; null
 * where the answer is no JSON.
 */
export function titleInJson(text: string): string | null {
  const json = objectIn(text) ?? (/^\[\s*"|^"/.test(text) ? text : null);
  if (json === null) return text.startsWith('{') ? '' : null;
  try {
    return titleOf(JSON.parse(json)) ?? '';
  } catch {
    return text.startsWith('{') ? '' : null; // prose that has braces or quotation marks
  }
}

/** From the first brace to the last. */
function objectIn(text: string): string | null {
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}') + 1;
  return start >= 0 && start < end ? text.slice(start, end) : null;
}

function titleOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return titleOf(value[0]);
  if (typeof value !== 'object' || value === null) return null;
  const field = Object.entries(value).find(([name]) => TITLE_FIELD.test(name));
  return field ? titleOf(field[1]) : null;
}
