import type { MessageDelta } from './message.ts';
import type { ThinkingDelta } from './thinking.ts';
import { MAX_TOOL_CALLS } from './tool-call-limits.ts';
import type { StepDelta } from './tool-call-pieces.ts';
import { citationsIn, isObject, type AnnotationsDelta } from './url-citation.ts';

// Each function reads a delta of the usual shape, with the same result as its schema in a tenth of the time: a client
// reads a thousand deltas a second. It returns null for any other shape.

/** Reads the data of a `thread.message.delta`. */
export function readMessageDelta(data: unknown): MessageDelta | null {
  const content = deltaOf(data)?.['content'];
  return Array.isArray(content) && content.every(isTextPart) ? (data as MessageDelta) : null;
}

/** Reads the data of a `hub.message.thinking`. */
export function readThinkingDelta(data: unknown): ThinkingDelta | null {
  const thinking = deltaOf(data)?.['thinking'];
  if (!isObject(thinking) || typeof thinking['value'] !== 'string') return null;
  return typeof thinking['elapsed_ms'] === 'number' ? (data as ThinkingDelta) : null;
}

/** Reads the data of a `hub.message.annotations`. Annotations of other kinds are left out. */
export function readAnnotationsDelta(data: unknown): AnnotationsDelta | null {
  const annotations = deltaOf(data)?.['annotations'];
  if (!Array.isArray(annotations)) return null;
  return { id: (data as AnnotationsDelta).id, delta: { annotations: citationsIn(annotations) } };
}

/** Reads the data of a `thread.run.step.delta`. No schema has to parse other shapes: they are of other tools. */
export function readStepDelta(data: unknown): StepDelta | null {
  const details = deltaOf(data)?.['step_details'];
  if (!isObject(details) || !Array.isArray(details['tool_calls'])) return null;
  return details['tool_calls'].every(isPiece) ? (data as StepDelta) : null;
}

function deltaOf(data: unknown): Record<string, unknown> | null {
  if (!isObject(data) || typeof data['id'] !== 'string') return null;
  return isObject(data['delta']) ? data['delta'] : null;
}

function isTextPart(part: unknown): boolean {
  if (!isObject(part) || part['type'] !== 'text' || !isObject(part['text'])) return false;
  return typeof part['text']['value'] === 'string';
}

function isPiece(piece: unknown): boolean {
  if (!isObject(piece) || !isIndex(piece['index']) || !isObject(piece['function'])) return false;
  const { name, arguments: args, output } = piece['function'];
  return isText(piece['id']) && isText(name) && isText(args) && isText(output);
}

function isIndex(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < MAX_TOOL_CALLS;
}

function isText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}
