import type { MessageDelta } from './message.ts';

/**
 * Reads a delta of the shape that nearly all have, exactly as `messageDeltaSchema` does; null for any other,
 * which is the schema's to read. A client takes a thousand of them a second, and this costs a tenth of it.
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
