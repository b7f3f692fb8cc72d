const STAND_IN = '[key]';
const SHORTEST_SECRET = 12; // in characters

const SHORTEST_WITHOUT_DIGITS = 24; // in characters

/** Takes the keys that a server was sent out of what it answers. */
export interface KeyMask {
  text(text: string): string;
  bytes(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
}

/** A mask for those of these keys that cannot be mistaken for anything else. */
export function createKeyMask(keys: readonly string[]): KeyMask {
  const secrets = keys.filter(isUnmistakable);
  return {
    text: (text) => secrets.reduce((masked, secret) => masked.replaceAll(secret, STAND_IN), text),
    bytes: (source) => secrets.reduce<AsyncIterable<Uint8Array>>(bytesWithoutKey, source),
  };
}

/** What names how a header's key is to be understood. */
const SCHEME = /^(?:Bearer|Basic|Token|Key|ApiKey)\s+/i;
/** Addresses and sentences name an app or a site: an answer may name them, too. */
const NO_KEY = /^https?:\/\/|\s/;

/** The key in the value of a header; empty where that is none. */
export function keyIn(value: string): string {
  const key = value.replace(SCHEME, '');
  return NO_KEY.test(key) ? '' : key;
}

const NAME_OF_KEY = /key|token|secret|signature|^sig$|^code$|password/i;

/** The keys in the query of an address, as they are and as they are written there. */
export function keysInQuery(address: string): string[] {
  const keys = [...new URL(address).searchParams].flatMap(([name, key]) =>
    NAME_OF_KEY.test(name) ? [key] : [],
  );
  return [...new Set(keys.flatMap((key) => [key, encodeURIComponent(key)]))];
}

/**
 * Whether only the key itself reads like this. A server on one's own machine accepts any word as a key, such as `a` or
 * `ollama`; without these letters neither answers nor errors could be read.
 */
export function isUnmistakable(key: string): boolean {
  return key.length >= (/\d/.test(key) ? SHORTEST_SECRET : SHORTEST_WITHOUT_DIGITS);
}

/** Bytes that stream, without the key, wherever they are cut; all else goes through as it comes. */
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
    parts.push(bytes.subarray(from, at), Buffer.from(STAND_IN));
    from = at + key.length;
  }
  return from === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(from)]);
}

/** How many of the last bytes could be the key's first ones. */
function lengthOfStart(bytes: Buffer, key: Buffer): number {
  const first = key[0]!;
  let at = bytes.indexOf(first, Math.max(0, bytes.length - key.length + 1));
  while (at >= 0 && !key.subarray(0, bytes.length - at).equals(bytes.subarray(at))) {
    at = bytes.indexOf(first, at + 1);
  }
  return at < 0 ? 0 : bytes.length - at;
}
