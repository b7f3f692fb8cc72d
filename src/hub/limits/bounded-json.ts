import { RefusedError } from '../errors/refused-error.ts';

/** Maximum nesting depth of a client's JSON. */
export const MAX_JSON_DEPTH = 100;
/**
 * Maximum number of keys and values in a client's JSON. Parsing and checking them costs much more than the text
 * itself.
 */
export const MAX_JSON_PARTS = 100_000;

const [QUOTE, BACKSLASH] = ['"', '\\'] as const;

/**
 * Parses JSON from a client.
 * @throws RefusedError (`invalid`) if it is not JSON, is nested too deep or has too many parts
 */
export function parseBoundedJson(text: string): unknown {
  refuseExcess(text);
  try {
    return JSON.parse(text);
  } catch {
    throw new RefusedError('invalid', 'The body is not valid JSON.', {
      code: 'invalid_json',
    });
  }
}

function refuseExcess(text: string): void {
  switch (findExcess(text, MAX_JSON_DEPTH, MAX_JSON_PARTS)) {
    case 'depth':
      throw tooMuch(`is nested more than ${MAX_JSON_DEPTH} levels deep`);
    case 'parts':
      throw tooMuch(`has more than ${MAX_JSON_PARTS} keys and values`);
    case null:
  }
}

/**
 * Returns which limit a JSON text exceeds; null for none. Reads each character once, without parsing, and stops at
 * the first excess.
 */
export function findExcess(text: string, deepest: number, mostParts: number): 'depth' | 'parts' | null {
  let depth = 0;
  let parts = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case '{':
      case '[':
        depth += 1;
        parts += 1;
        if (depth > deepest) return 'depth';
        break;
      case '}':
      case ']':
        depth -= 1;
        break;
      case ',':
      case ':':
        parts += 1;
        break;
    }
    if (parts > mostParts) return 'parts';
  }
  return null;
}

/** Returns the end of the string that starts here; the end of the text if it is not closed. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf(QUOTE, from + 1); at >= 0; at = text.indexOf(QUOTE, at + 1)) {
    let escapes = at;
    while (text[escapes - 1] === BACKSLASH) escapes -= 1;
    if ((at - escapes) % 2 === 0) return at;
  }
  return text.length;
}

function tooMuch(excess: string): RefusedError {
  return new RefusedError('invalid', `The body’s JSON ${excess}. Send less at once.`, {
    code: 'json_too_large',
  });
}
