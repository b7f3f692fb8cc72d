import type { z } from 'zod';
import { apiErrorSchema } from '../../protocol/api-error.ts';
import { pageSchema, type Page } from '../../protocol/page.ts';

/** The hub answered, and its answer is an error. `message` is the hub's own. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** No answer came at all. */
class HubUnreachableError extends Error {
  override readonly name = 'HubUnreachableError';

  constructor(cause: unknown) {
    super('The hub cannot be reached. Check that it is running and that you are online, then try again.', {
      cause,
    });
  }
}

/** How many items a page holds at most. */
const PAGE_LIMIT = 100;

/**
 * Asks the hub, and reads its answer with a schema.
 * @throws an error that says what to do when no answer comes
 * @throws {ApiError} when the answer is an error, or not what the schema says
 */
export async function requestJson<T extends z.ZodType>(
  schema: T,
  path: string,
  options: { body?: unknown; signal?: AbortSignal } = {},
): Promise<z.infer<T>> {
  const response = await fetch(path, {
    method: 'body' in options ? 'POST' : 'GET',
    headers: 'body' in options ? { 'content-type': 'application/json' } : {},
    body: 'body' in options ? JSON.stringify(options.body) : null,
    signal: options.signal ?? null,
  }).catch((cause: unknown) => {
    if (options.signal?.aborted) throw cause;
    throw new HubUnreachableError(cause);
  });
  const json: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(response.status, errorMessage(json, response.status));
  const answer = schema.safeParse(json);
  if (!answer.success) throw new ApiError(response.status, `The hub's answer to ${path} cannot be read.`);
  return answer.data;
}

/** Reads every page of a list, oldest first. */
export async function requestAllPages<T extends z.ZodType>(
  item: T,
  path: string,
  signal: AbortSignal,
): Promise<z.infer<T>[]> {
  const items: z.infer<T>[] = [];
  for (let after: string | null = null; ;) {
    const cursor: string = after === null ? '' : `&after=${encodeURIComponent(after)}`;
    const page: Page<z.infer<T>> = await requestJson(
      pageSchema(item),
      `${path}?limit=${PAGE_LIMIT}&order=asc${cursor}`,
      { signal },
    );
    items.push(...page.data);
    if (!page.has_more || page.last_id === null) return items;
    after = page.last_id;
  }
}

function errorMessage(json: unknown, status: number): string {
  const body = apiErrorSchema.safeParse(json);
  return body.success ? body.data.error.message : `The hub answered with status ${status}.`;
}
