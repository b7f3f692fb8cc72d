const STAND_IN = '[key]';
const SHORTEST_SECRET = 12; // in characters

/** A text in which a server may have repeated the key that it was shown. */
export function withoutKey(text: string, key: string): string {
  return text.replaceAll(key, STAND_IN);
}

/**
 * Whether nothing but the key itself can read so. A server on one's own machine takes any word for a key, such
 * as `ollama`, and a model may say that word.
 */
export function isUnmistakable(key: string): boolean {
  return key.length >= SHORTEST_SECRET && /\d/.test(key);
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
