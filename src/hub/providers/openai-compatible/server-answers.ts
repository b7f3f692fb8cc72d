import { z } from 'zod';

/** How much of a server's own words is passed on, in characters. */
const REASON_LENGTH = 500;

const failureSchema = z.union([
  z.looseObject({ error: z.looseObject({ message: z.string() }) }).transform((body) => body.error.message),
  z.looseObject({ error: z.string() }).transform((body) => body.error),
]);

/** The words in which a model server says that it failed; null where the answer says no such thing. */
export function failureIn(answer: unknown): string | null {
  return failureSchema.safeParse(answer).data?.slice(0, REASON_LENGTH) ?? null;
}

/** The reason in the body of a refusal: the server's words, or the body itself. */
export function refusalReason(body: string): string {
  return failureIn(parseJson(body)) ?? body.trim().slice(0, REASON_LENGTH);
}

/** JSON, or null for what is none: the schemas refuse that, with words of their own. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What lies under fetch's "fetch failed". */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause ? causeOf(error.cause) : ((error as NodeJS.ErrnoException).code ?? error.message);
}
