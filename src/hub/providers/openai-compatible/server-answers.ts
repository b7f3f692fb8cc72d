import { STATUS_CODES } from 'node:http';
import { toUSVString } from 'node:util';
import { complaintIn } from './reading/error-in.ts';
import { tryJson } from './reading/json.ts';

/** How much of a refusal is read, in bytes. */
export const LARGEST_REFUSAL = 64 * 1024;
/** How much of a server's own words is passed on, in characters. */
const REASON_LENGTH = 500;

/** The words in which a model server says that it failed; null where the answer says no such thing. */
export function failureIn(answer: unknown): string | null {
  return complaintIn(answer)?.message ?? null;
}

const TITLE = /<title[^>]*>([^<]+)/i;

/** The reason of a refusal: the server's words, its body, the title of a page, or what its status means. */
export function refusalReason(
  { status, statusText }: { status: number; statusText: string },
  body: string,
): string {
  const text = body.trim();
  const words =
    failureIn(parseJson(text)) ?? (text.startsWith('<') ? (TITLE.exec(text)?.[1]?.trim() ?? '') : text);
  return (
    toUSVString(words.slice(0, REASON_LENGTH)) || statusText || (STATUS_CODES[status] ?? 'it gave no reason')
  );
}

/** JSON, or null for what is none: the schemas refuse that, with words of their own. */
export function parseJson(text: string): unknown {
  return tryJson(text) ?? null;
}

/** A body as text; of a longer one than that many bytes the beginning. */
export async function readText(bytes: AsyncIterable<Uint8Array>, most: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    pieces.push(piece);
    length += piece.length;
    if (length >= most) break;
  }
  return Buffer.concat(pieces).toString();
}
