import type { MessageDelta } from './message.ts';

/**
 * Reads a delta of the usual shape, with the same result as `messageDeltaSchema`; null for any other, which the schema
 * has to read. A client reads a thousand deltas a second, and this costs a tenth of the schema.
 */
export function readDelta(data: unknown): MessageDelta | null {
  if (!isObject(data) || typeof data['id'] !== 'string' || !isObject(data['delta'])) return null;
  const { content } = data['delta'];
  return Array.isArray(content) && content.every(isTextPart) ? (data as MessageDelta) : null;
}

function isTextPart(part: unknown): boolean {
  if (!isObject(part) || part['type'] !== 'text' || !isObject(part['text'])) return false;
  return typeof part['text']['value'] === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
