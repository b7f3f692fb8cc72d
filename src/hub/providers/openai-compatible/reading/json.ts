import { excessOf } from '../../../http/requests/bounded-json.ts';

/** A JSON object of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object, and no list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text that is shorter, in characters, cannot hold so much that it is worth a look before it is parsed. */
const SHORT = 65_536;
/** How deep a longer one may be nested, and how many values and keys it may hold: probabilities of tokens are many. */
const DEEPEST = 100;
const MOST_PARTS = 1_000_000;

/** Parses JSON; undefined, which no JSON is, for text that is none, or that is nested or made of parts beyond measure. */
export function tryJson(text: string): unknown {
  if (text.length > SHORT && excessOf(text, DEEPEST, MOST_PARTS) !== null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A string, or the empty one for any other value. */
export function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const LONGEST_SIDE_BY_SIDE = SHORT; // in characters: every place between two objects is tried

/** The values of JSON objects that nothing parts, `{…}{…}`; null for any other text. */
export function valuesSideBySide(text: string): unknown[] | null {
  if (text.length > LONGEST_SIDE_BY_SIDE) return null;
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
