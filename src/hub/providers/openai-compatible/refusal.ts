import { STATUS_CODES } from 'node:http';
import { toUSVString } from 'node:util';
import { z } from 'zod';
import { complaintIn, errorIn } from './reading/error-in.ts';
import { tryJson } from './reading/json.ts';
import { readText, type ServerAnswer } from './server-answer.ts';

/** Why a model server does not answer a request. */
export interface Refusal {
  readonly status: number;
  readonly headers: Headers;
  /** Its words, or those of HTTP. */
  readonly reason: string;
  /** The body. */
  readonly text: string;
  /** Such as `context_length_exceeded`; empty where it names none. */
  readonly code: string;
  /** The field of the request that is refused, such as `messages[0].role`; empty where it names none. */
  readonly param: string;
}

const word = z.union([z.string(), z.number()]).nullish().catch(null);
const detailsSchema = z.looseObject({ code: word, type: word, param: word });
/** Where pydantic, and so FastAPI, says which field is wrong: https://docs.pydantic.dev/latest/errors/errors/ */
const locationsSchema = z
  .array(z.looseObject({ loc: z.array(z.union([z.string(), z.number()])) }))
  .min(1)
  .transform(([first]) => first!.loc.filter((step) => step !== 'body').join('.'));

/** Reads the body of an answer that is a refusal. */
export async function readRefusal({ status, statusText, headers, bytes }: ServerAnswer): Promise<Refusal> {
  const text = await readText(bytes, LARGEST_REFUSAL);
  return {
    status,
    headers,
    reason: refusalReason({ status, statusText }, text),
    text,
    ...detailsIn(parseJson(text)),
  };
}

const FIRST_DATA = /^data: ?(.+)$/m;
/** Of a failure that names no status: nothing says that another try would help. */
const UNKNOWN_STATUS = 400;

/** The failure that an answer of status 200 begins with, where it does: some servers and routers answer before they ask. */
export function earlyFailure({ headers, beginning }: ServerAnswer): Refusal | null {
  const text = beginning ? Buffer.from(beginning).toString() : '';
  const json = parseJson(text) ?? parseJson(FIRST_DATA.exec(text)?.[1] ?? '');
  const reason = errorIn(json)?.message;
  if (reason === undefined) return null;
  const details = detailsIn(json);
  const status = Number(details.code);
  return {
    status: status >= 400 && status < 600 ? status : UNKNOWN_STATUS,
    headers,
    reason,
    text,
    ...details,
  };
}

function detailsIn(json: unknown): Pick<Refusal, 'code' | 'param'> {
  const error = fieldOf(json, 'error');
  const details = detailsSchema.safeParse(typeof error === 'object' && error ? error : json).data;
  const locations = [fieldOf(json, 'detail'), fieldOf(fieldOf(json, 'message'), 'detail')]
    .map((detail) => locationsSchema.safeParse(detail).data)
    .find((location) => location !== undefined);
  return {
    code: String(details?.code ?? details?.type ?? ''),
    param: String(details?.param ?? locations ?? ''),
  };
}

function fieldOf(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[name] : undefined;
}

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
