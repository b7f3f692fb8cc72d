import type { z } from 'zod';
import { apiErrorSchema, DATABASE_UNAVAILABLE, SIGN_IN_REQUIRED } from '../protocol/api-error.ts';
import { pageSchema, type Page } from '../protocol/page.ts';
import { IDEMPOTENCY_KEY_HEADER } from '../protocol/request-names.ts';
import { startDeadline } from './deadline.ts';
import { pagePath } from './paths.ts';
import type { Timer } from './timer.ts';

/** Thrown when the hub answers with an error. `message` is the hub's. */
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

/** Whether a request failed because sign-in is required. */
export function isSignInRequired(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 401 && error.code === SIGN_IN_REQUIRED;
}

/** Whether the hub answered 404. */
export function isMissing(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

/** Thrown when no answer arrives, or only a part of it. */
export class HubUnreachableError extends Error {
  override readonly name = 'HubUnreachableError';

  constructor(
    cause?: unknown,
    message = 'Can’t reach the server. Check that it is running and that you are online, then try again.',
  ) {
    super(message, { cause });
  }
}

/** Thrown when the hub does not answer in time: it is stopped or overloaded, or the network is down. */
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

/** Returns the result of a request, or null if the hub answered 404. */
export async function nullIfMissing<T>(request: Promise<T>): Promise<T | null> {
  try {
    return await request;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Maximum number of items per page. */
const PAGE_LIMIT = 100;
/** Idle timeout: maximum time without receiving data, in milliseconds. */
export const RESPONSE_TIMEOUT = 30_000;
/** Maximum length of an answer, in characters. A page of messages has at most a tenth of this length. */
const MAX_ANSWER_LENGTH = 64_000_000;
/**
 * Minimum upload speed, in characters per millisecond. The timeout is extended by the time that the body takes at this
 * speed.
 */
const MIN_UPLOAD_SPEED = 16;

/**
 * Reads the text of an answer. `onProgress` is called before each piece is read.
 * @throws {ApiError} if the text is too long
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
    if (text.length <= MAX_ANSWER_LENGTH) continue;
    void reader.cancel();
    throw new ApiError(status, 'The server’s answer is too long to be read.');
  }
}

/**
 * Parses the text of an answer as JSON.
 * @throws {ApiError} when the answer is an error
 * @throws {HubUnavailableError} when the hub cannot reach its database
 */
function answerOf({ ok, status }: Response, text: string): { status: number; json: unknown } {
  const json = parseJson(text);
  if (ok) return { status, json };
  const error = apiErrorSchema.safeParse(json).data?.error;
  if (error?.code === DATABASE_UNAVAILABLE) throw new HubUnavailableError(error.message);
  throw new ApiError(status, error?.message ?? `The server answered with status ${status}.`, error?.code);
}

/** Parses JSON. Returns null for any other text, such as the answer of a proxy. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The options of a request. */
export interface RequestOptions {
  /** By default, POST if there is a body, else GET. */
  method?: 'DELETE';
  body?: unknown;
  /** The hub carries out requests with the same key only once. */
  idempotencyKey?: string;
  signal?: AbortSignal;
  /** Lets the request complete when the page is closed. */
  keepalive?: boolean;
}

/** The requests of one client to one hub. */
export interface HubRequests {
  /**
   * Sends a request whose answer is not used.
   * @throws {HubUnreachableError} when no answer arrives
   * @throws {ApiError} when the answer is an error
   */
  request(path: string, options?: RequestOptions): Promise<void>;
  /**
   * Sends a request, and parses its answer with a schema.
   * @throws {HubUnreachableError} when no answer arrives
   * @throws {ApiError} when the answer is an error, or does not match the schema
   */
  requestJson<T extends z.ZodType>(schema: T, path: string, options?: RequestOptions): Promise<z.infer<T>>;
  /**
   * Loads all items of a list, oldest first. Starts after the cursor `after`; null starts at the beginning.
   * @param path may have a query
   * @throws {ApiError} also when a page does not advance the cursor
   */
  requestAllPages<T extends z.ZodType>(
    item: T,
    path: string,
    options: { after: string | null; signal: AbortSignal },
  ): Promise<z.infer<T>[]>;
}

/** Which hub to send requests to, and how. */
export interface HubRequestsOptions {
  /** Measures the timeouts. */
  timer: Timer;
  /** The hub's address, such as `http://127.0.0.1:3000`; by default, the hub that served the page. */
  hubUrl?: string;
  /** Headers that authenticate the client; a browser uses its cookie instead. */
  credentials?: Readonly<Record<string, string>>;
}

/**
 * Creates the functions that send requests to a hub. Each request has a timeout, because a connection can be dead
 * without either end noticing.
 */
export function createHubRequests({ timer, hubUrl = '', credentials = {} }: HubRequestsOptions): HubRequests {
  async function send(path: string, options: RequestOptions): Promise<{ status: number; json: unknown }> {
    const hasBody = 'body' in options;
    const body = hasBody ? JSON.stringify(options.body) : null;
    const deadline = startDeadline(timer, options.signal);
    deadline.set(RESPONSE_TIMEOUT + (body?.length ?? 0) / MIN_UPLOAD_SPEED);
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
      const hasAnswered = error instanceof ApiError || error instanceof HubUnavailableError;
      if (hasAnswered || options.signal?.aborted) throw error;
      // The answer is missing or was cut off: it is unknown whether the hub has carried out the request.
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
    if (!answer.success) throw new ApiError(status, `The server’s answer to ${path} could not be read.`);
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
        const page: Page<z.infer<typeof item>> = await requestJson(
          pageSchema(item),
          pagePath(path, PAGE_LIMIT, 'asc', last),
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
