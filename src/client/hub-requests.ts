import type { z } from 'zod';
import { SIGN_IN_REQUIRED } from '../protocol/account.ts';
import { apiErrorSchema } from '../protocol/api-error.ts';
import { pageSchema, type Page } from '../protocol/page.ts';

/** The hub answered, and its answer is an error. `message` is the hub's own. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string | null;

  constructor(status: number, message: string, code: string | null = null) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Whether the hub wants whoever asked to sign in first. */
export function isSignInRequired(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401 && error.code === SIGN_IN_REQUIRED;
}

/** Whether the hub does not have what it was asked for. */
export function isMissing(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

/** No answer came, or not all of it. */
export class HubUnreachableError extends Error {
  override readonly name = 'HubUnreachableError';

  constructor(cause: unknown) {
    super('Can’t reach the server. Check that it is running and that you are online, then try again.', {
      cause,
    });
  }
}

/** What is asked for, or null where the hub does not have it. */
export async function unlessMissing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** How many items a page holds at most. */
const PAGE_LIMIT = 100;

/** What a request is besides its path. */
export interface RequestOptions {
  /** Where it is not POST with a body, or GET without. */
  method?: 'DELETE';
  body?: unknown;
  /** The hub does once what it is asked for under one key, however often it is asked. */
  idempotencyKey?: string;
  signal?: AbortSignal;
  /** It goes on when the page is left. */
  keepalive?: boolean;
}

/** The requests of one client to one hub. */
export interface HubRequests {
  /**
   * Asks the hub for something that has no answer to be read.
   * @throws an error that says what to do when no answer comes
   * @throws {ApiError} when the answer is an error
   */
  request(path: string, options?: RequestOptions): Promise<void>;
  /**
   * Asks the hub, and reads its answer with a schema.
   * @throws an error that says what to do when no answer comes
   * @throws {ApiError} when the answer is an error, or not what the schema says
   */
  requestJson<T extends z.ZodType>(schema: T, path: string, options?: RequestOptions): Promise<z.infer<T>>;
  /** Reads every page of a list, oldest first, from the item after a cursor; null: from its start. */
  requestAllPages<T extends z.ZodType>(
    item: T,
    path: string,
    options: { after: string | null; signal: AbortSignal },
  ): Promise<z.infer<T>[]>;
}

/**
 * Requests to a hub.
 * @param hubUrl such as `http://127.0.0.1:3000`; empty: the one that the page is from
 * @param credentials headers that say who asks, where no cookie does
 */
export function createHubRequests(
  hubUrl = '',
  credentials: Readonly<Record<string, string>> = {},
): HubRequests {
  async function send(path: string, options: RequestOptions): Promise<{ status: number; json: unknown }> {
    const hasBody = 'body' in options;
    const response = await fetch(hubUrl + path, {
      method: options.method ?? (hasBody ? 'POST' : 'GET'),
      headers: {
        ...credentials,
        ...(hasBody && { 'content-type': 'application/json' }),
        ...(options.idempotencyKey !== undefined && { 'idempotency-key': options.idempotencyKey }),
      },
      body: hasBody ? JSON.stringify(options.body) : null,
      signal: options.signal ?? null,
      keepalive: options.keepalive ?? false,
    }).catch((cause: unknown) => {
      if (options.signal?.aborted) throw cause;
      throw new HubUnreachableError(cause);
    });
    const { status } = response;
    const json: unknown = await response.json().catch((cause: unknown) => {
      if (cause instanceof SyntaxError) return null; // an answer without JSON, such as a proxy's
      if (options.signal?.aborted) throw cause;
      throw new HubUnreachableError(cause); // cut off in the middle
    });
    if (response.ok) return { status, json };
    const error = apiErrorSchema.safeParse(json).data?.error;
    throw new ApiError(status, error?.message ?? `The hub answered with status ${status}.`, error?.code);
  }

  async function requestJson<T extends z.ZodType>(
    schema: T,
    path: string,
    options: RequestOptions = {},
  ): Promise<z.infer<T>> {
    const { status, json } = await send(path, options);
    const answer = schema.safeParse(json);
    if (!answer.success) throw new ApiError(status, `The hub's answer to ${path} cannot be read.`);
    return answer.data;
  }

  return {
    async request(path, options = {}) {
      await send(path, options);
    },
    requestJson,
    async requestAllPages(item, path, { after, signal }) {
      const items: z.infer<typeof item>[] = [];
      for (let last = after; ;) {
        const cursor: string = last === null ? '' : `&after=${encodeURIComponent(last)}`;
        const page: Page<z.infer<typeof item>> = await requestJson(
          pageSchema(item),
          `${path}?limit=${PAGE_LIMIT}&order=asc${cursor}`,
          { signal },
        );
        items.push(...page.data);
        if (!page.has_more || page.last_id === null) return items;
        last = page.last_id;
      }
    },
  };
}
