const MASK = '[key]';
const MIN_LENGTH = 12; // in characters

const MIN_LENGTH_WITHOUT_DIGITS = 24; // in characters

/** Removes the keys that were sent to a server from its answers. */
export interface KeyMask {
  text(text: string): string;
  bytes(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
}

/** Creates a mask for the keys that cannot be mistaken for other text. */
export function createKeyMask(keys: readonly string[]): KeyMask {
  const secrets = keys.filter(isUnmistakable);
  return {
    text: (text) => secrets.reduce((masked, secret) => masked.replaceAll(secret, MASK), text),
    bytes: (source) => secrets.reduce<AsyncIterable<Uint8Array>>(bytesWithoutKey, source),
  };
}

/** The scheme before the key in a header. */
const SCHEME = /^(?:Bearer|Basic|Token|Key|ApiKey)\s+/i;
/**
 * A header value that is a URL or contains white space names a site or an app. It is not a key, so it is not masked.
 */
const NO_KEY = /^https?:\/\/|\s/;

/** Returns the key in the value of a header; empty if the value contains none. */
export function keyIn(value: string): string {
  const key = value.replace(SCHEME, '');
  return NO_KEY.test(key) ? '' : key;
}

const NAME_OF_KEY = /key|token|secret|signature|^sig$|^code$|password/i;

/** Returns the keys in the query of an address, decoded and encoded. */
export function keysInQuery(address: string): string[] {
  const keys = [...new URL(address).searchParams].flatMap(([name, key]) =>
    NAME_OF_KEY.test(name) ? [key] : [],
  );
  return [...new Set(keys.flatMap((key) => [key, encodeURIComponent(key)]))];
}

/**
 * Returns whether a key is long enough to be unique in any text. Local servers accept any word as a key, such as `a` or
 * `ollama`. If such a word were masked, answers and errors would be unreadable.
 */
export function isUnmistakable(key: string): boolean {
  return key.length >= (/\d/.test(key) ? MIN_LENGTH : MIN_LENGTH_WITHOUT_DIGITS);
}

/** Removes a key from streamed bytes, even if it is split between chunks. Other bytes pass without delay. */
export async function* bytesWithoutKey(
  source: AsyncIterable<Uint8Array>,
  text: string,
): AsyncGenerator<Uint8Array> {
  const key = Buffer.from(text);
  let held: Uint8Array = new Uint8Array();
  for await (const piece of source) {
    const bytes = replaceWhole(Buffer.concat([held, piece]), key);
    const end = bytes.length - lengthOfStart(bytes, key);
    held = bytes.subarray(end);
    if (end > 0) yield bytes.subarray(0, end);
  }
  if (held.length > 0) yield held;
}

function replaceWhole(bytes: Buffer, key: Buffer): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(key); at >= 0; at = bytes.indexOf(key, from)) {
    parts.push(bytes.subarray(from, at), Buffer.from(MASK));
    from = at + key.length;
  }
  return from === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(from)]);
}

/** Returns the number of bytes at the end that could be the start of the key. */
function lengthOfStart(bytes: Buffer, key: Buffer): number {
  const first = key[0]!;
  let at = bytes.indexOf(first, Math.max(0, bytes.length - key.length + 1));
  while (at >= 0 && !key.subarray(0, bytes.length - at).equals(bytes.subarray(at))) {
    at = bytes.indexOf(first, at + 1);
  }
  return at < 0 ? 0 : bytes.length - at;
}
