import { STATUS_CODES } from 'node:http';
import { toUSVString } from 'node:util';
import { z } from 'zod';
import { findPossibleError, findError } from './reading/find-error.ts';
import { tryJson } from './reading/json.ts';
import { readText, type ServerAnswer } from './server-answer.ts';

/** Why a model server refused a request. */
export interface Refusal {
  readonly status: number;
  readonly headers: Headers;
  /** The server's message, or the meaning of the HTTP status. */
  readonly reason: string;
  /** The body of the response. */
  readonly text: string;
  /** The server's error code, for example `context_length_exceeded`; empty if there is none. */
  readonly code: string;
  /** The refused field of the request, such as `messages[0].role`; empty if there is none. */
  readonly param: string;
}

const word = z.union([z.string(), z.number()]).nullish().catch(null);
const detailsSchema = z.looseObject({ code: word, type: word, param: word });
/** How pydantic, and with it FastAPI, reports the invalid field: https://docs.pydantic.dev/latest/errors/errors/ */
const locationsSchema = z
  .array(z.looseObject({ loc: z.array(z.union([z.string(), z.number()])) }))
  .min(1)
  .transform(([first]) => first!.loc.filter((step) => step !== 'body').join('.'));

/** Reads the body of a refusal. */
export async function readRefusal({ status, statusText, headers, bytes }: ServerAnswer): Promise<Refusal> {
  const text = await readText(bytes, MAX_REFUSAL);
  return {
    status,
    headers,
    reason: refusalReason({ status, statusText }, text),
    text,
    ...detailsIn(parseJson(text)),
  };
}

const FIRST_DATA = /^data: ?(.+)$/m;
/** Used for an error without a status: nothing indicates that a retry would help. */
const UNKNOWN_STATUS = 400;

/**
 * Returns the error at the beginning of an answer with status 200; null if there is none. Some routers answer before
 * they ask the model.
 */
export function earlyFailure({ headers, beginning }: ServerAnswer): Refusal | null {
  const text = beginning ? Buffer.from(beginning).toString() : '';
  const json = parseJson(text) ?? parseJson(FIRST_DATA.exec(text)?.[1] ?? '');
  const reason = findError(json)?.message;
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

/** Maximum size of a refusal that is read, in bytes. */
export const MAX_REFUSAL = 64 * 1024;
/** Maximum length of a server's message, in characters. */
const REASON_LENGTH = 500;

/** Returns the error message in a model server's JSON; null if there is none. */
export function failureIn(answer: unknown): string | null {
  return findPossibleError(answer)?.message ?? null;
}

const TITLE = /<title[^>]*>([^<]+)/i;

/**
 * Returns the reason of a refusal: the server's message, the title of a web page, the body, or the meaning of the
 * status.
 */
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

/** Parses JSON. Returns null if the text is invalid: the schemas then reject the value. */
export function parseJson(text: string): unknown {
  return tryJson(text) ?? null;
}
