import { findExcess } from '../../../limits/bounded-json.ts';

/** A JSON object with unknown fields. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Returns whether a JSON value is an object, and not a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Maximum length of a text that is parsed without checking its structure first, in characters. */
const UNCHECKED_LENGTH = 65_536;
/**
 * Maximum depth, and maximum number of values and keys, of longer texts. The number is high, because log probabilities
 * of tokens are many values.
 */
const MAX_DEPTH = 100;
const MAX_PARTS = 1_000_000;

/** Parses JSON. Returns undefined, which is not a JSON value, if the text is invalid or exceeds the limits. */
export function tryJson(text: string): unknown {
  if (text.length > UNCHECKED_LENGTH && findExcess(text, MAX_DEPTH, MAX_PARTS) !== null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns a string unchanged; an empty string for any other value. */
export function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const MAX_SIDE_BY_SIDE = UNCHECKED_LENGTH; // in characters: every place between two objects is tried

/** Returns the values of JSON objects without a separator, `{…}{…}`; null for any other text. */
export function valuesSideBySide(text: string): unknown[] | null {
  if (text.length > MAX_SIDE_BY_SIDE) return null;
  for (let at = text.indexOf('}{'); at >= 0; at = text.indexOf('}{', at + 1)) {
    const first = tryJson(text.slice(0, at + 1));
    if (first === undefined) continue;
    const rest = text.slice(at + 1);
    const last = tryJson(rest);
    const others = last === undefined ? valuesSideBySide(rest) : [last];
    return others && [first, ...others];
  }
  return null;
}
