import { RefusedError } from '../errors/refused-error.ts';

/** How deep a client's JSON may be nested. */
export const DEEPEST_JSON = 100;
/** How many values and keys it may hold. What they cost to read and to check is many times the text itself. */
export const MOST_JSON_PARTS = 100_000;

const [QUOTE, BACKSLASH] = ['"', '\\'] as const;

/**
 * Reads JSON that a client has sent.
 * @throws RefusedError (`invalid`) where it is none, or nested deeper or made of more parts than any request needs
 */
export function parseBoundedJson(text: string): unknown {
  refuseExcess(text);
  try {
    return JSON.parse(text);
  } catch {
    throw new RefusedError('invalid', 'The body must be JSON, but it cannot be read as such.', {
      code: 'invalid_json',
    });
  }
}

function refuseExcess(text: string): void {
  switch (excessOf(text, DEEPEST_JSON, MOST_JSON_PARTS)) {
    case 'depth':
      throw tooMuch(`is nested deeper than ${DEEPEST_JSON} levels`);
    case 'parts':
      throw tooMuch(`holds more than ${MOST_JSON_PARTS} keys and values`);
    case null:
  }
}

/**
 * What there is too much of in a JSON text, if it is JSON. Looks at each character once, and stops at the first that is too
 * much: nothing has been parsed yet.
 */
export function excessOf(text: string, deepest: number, mostParts: number): 'depth' | 'parts' | null {
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

/** Where the string that begins here ends; the end of the text where it does not. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf(QUOTE, from + 1); at >= 0; at = text.indexOf(QUOTE, at + 1)) {
    let escapes = at;
    while (text[escapes - 1] === BACKSLASH) escapes -= 1;
    if ((at - escapes) % 2 === 0) return at;
  }
  return text.length;
}

function tooMuch(excess: string): RefusedError {
  return new RefusedError('invalid', `The body’s JSON ${excess}: send less at once.`, {
    code: 'json_too_large',
  });
}
