import type { z } from 'zod';
import { apiErrorSchema, DATABASE_UNAVAILABLE, SIGN_IN_REQUIRED } from '../protocol/api-error.ts';
import { pageSchema, type Page } from '../protocol/page.ts';
import { IDEMPOTENCY_KEY_HEADER } from '../protocol/request-names.ts';
import { startDeadline } from './deadline.ts';
import type { Timer } from './timer.ts';

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
export function isSignInRequired(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 401 && error.code === SIGN_IN_REQUIRED;
}

/** Whether the hub does not have what it was asked for. */
export function isMissing(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

/** No answer came, or not all of it. */
export class HubUnreachableError extends Error {
  override readonly name = 'HubUnreachableError';

  constructor(
    cause?: unknown,
    message = 'Can’t reach the server. Check that it is running and that you are online, then try again.',
  ) {
    super(message, { cause });
  }
}

/** The hub takes connections, but does not answer in time: it is stopped or overloaded, or the network is gone. */
export class HubSilentError extends HubUnreachableError {
  constructor() {
    super(undefined, `The server didn’t answer within ${RESPONSE_TIMEOUT / 1000} seconds. Try again.`);
  }
}

/** Thrown when the hub answers that it cannot reach its database. Clients treat it like a hub that cannot be reached. */
export class HubUnavailableError extends HubUnreachableError {
  constructor(message: string) {
    super(undefined, message);
  }
}

/** What is asked for, or null where the hub does not have it. */
export async function nullIfMissing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** How many items a page holds at most. */
const PAGE_LIMIT = 100;
/** How many milliseconds may pass in which nothing of an answer comes. */
export const RESPONSE_TIMEOUT = 30_000;
/** How long an answer may be, in characters: a page of messages has a tenth of that at most. */
const LONGEST_ANSWER = 64_000_000;
/** A body gets as much more time as it takes at this speed, in characters per millisecond. */
const SLOWEST_UPLOAD = 16;

/**
 * The text of an answer; `onProgress` is called with each piece of it.
 * @throws {ApiError} where it has no end
 */
async function readText({ body, status }: Response, onProgress: () => void): Promise<string> {
  if (!body) return '';
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    onProgress();
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    if (text.length <= LONGEST_ANSWER) continue;
    void reader.cancel();
    throw new ApiError(status, 'The server’s answer is too long to be read.');
  }
}

/**
 * @throws {ApiError} when the answer is an error
 * @throws {HubUnavailableError} when the hub has no database at the moment
 */
function answerOf({ ok, status }: Response, text: string): { status: number; json: unknown } {
  const json = parseJson(text);
  if (ok) return { status, json };
  const error = apiErrorSchema.safeParse(json).data?.error;
  if (error?.code === DATABASE_UNAVAILABLE) throw new HubUnavailableError(error.message);
  throw new ApiError(status, error?.message ?? `The hub answered with status ${status}.`, error?.code);
}

/** Null where there is no JSON, as in an answer of a proxy. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

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
  /**
   * Reads every page of a list, oldest first, from the item after a cursor; null: from its start.
   * @throws {ApiError} also where a page does not go on from the one before
   */
  requestAllPages<T extends z.ZodType>(
    item: T,
    path: string,
    options: { after: string | null; signal: AbortSignal },
  ): Promise<z.infer<T>[]>;
}

/** Which hub to ask, and how. */
export interface HubRequestsOptions {
  /** Measures how long an answer takes. */
  timer: Timer;
  /** Such as `http://127.0.0.1:3000`; without it, the hub that the page is from. */
  hubUrl?: string;
  /** Headers that authenticate the client, where no cookie does. */
  credentials?: Readonly<Record<string, string>>;
}

/** Requests to a hub. None waits for ever: a connection may be dead without either end having been told. */
export function createHubRequests({ timer, hubUrl = '', credentials = {} }: HubRequestsOptions): HubRequests {
  async function send(path: string, options: RequestOptions): Promise<{ status: number; json: unknown }> {
    const hasBody = 'body' in options;
    const body = hasBody ? JSON.stringify(options.body) : null;
    const deadline = startDeadline(timer, options.signal);
    deadline.set(RESPONSE_TIMEOUT + (body?.length ?? 0) / SLOWEST_UPLOAD);
    try {
      const response = await fetch(hubUrl + path, {
        method: options.method ?? (hasBody ? 'POST' : 'GET'),
        headers: {
          ...credentials,
          ...(hasBody && { 'content-type': 'application/json' }),
          ...(options.idempotencyKey !== undefined && { [IDEMPOTENCY_KEY_HEADER]: options.idempotencyKey }),
        },
        body,
        signal: deadline.signal,
        keepalive: options.keepalive ?? false,
      });
      const text = await readText(response, () => deadline.set(RESPONSE_TIMEOUT));
      return answerOf(response, text);
    } catch (error) {
      const isAnswer = error instanceof ApiError || error instanceof HubUnavailableError;
      if (isAnswer || options.signal?.aborted) throw error;
      // Also an answer that was cut off in the middle: whether the hub has done what was asked is not known.
      throw deadline.hasPassed ? new HubSilentError() : new HubUnreachableError(error);
    } finally {
      deadline.clear();
    }
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
        if (page.last_id === last) throw new ApiError(200, `The server’s list at ${path} has no end.`);
        last = page.last_id;
      }
    },
  };
}
