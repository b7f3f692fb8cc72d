import type { EventSourceLike } from '../client/event-source.ts';
import {
  ApiError,
  createHubRequests,
  HubSilentError,
  HubUnavailableError,
  HubUnreachableError,
  isSignInRequired,
  type HubRequests,
} from '../client/hub-requests.ts';
import { openRunStream, type RunStreamOptions, type StreamSignal } from '../client/run-stream.ts';
import { withSilenceTimeout } from '../client/silence-timeout.ts';
import { accountSchema } from '../protocol/account.ts';
import { CliProblem, EXIT } from './cli-problem.ts';
import { openFetchEventSource } from './fetch-event-source.ts';
import { nodeTimer } from './node-timer.ts';

/** The hub that a command uses. */
export interface Hub extends HubRequests {
  /** The hub's address, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Opens a stream of the hub, given its path. */
  openEventSource(path: string): EventSourceLike;
  /**
   * Streams a run, reconnecting as needed.
   * @throws {ApiError} with status 401 once the token is no longer valid
   */
  streamRun(options: StreamOptions): AsyncIterable<StreamSignal>;
  /**
   * Checks whether the hub refused a stream because sign-in is required.
   * @returns the error if the token is no longer valid; null for any other reason, which may be temporary
   */
  signInProblem(): Promise<ApiError | null>;
}

/** Which run to stream. */
export type StreamOptions = Pick<RunStreamOptions, 'threadId' | 'runId' | 'cursor' | 'onEnvelope'>;

/** The address of the hub, and the token to use. */
export interface HubOptions {
  hub: string;
  token?: string;
}

/**
 * Creates a client of the hub at this address.
 * @throws {CliProblem} if the address or the token is malformed
 */
export function connectHub({ hub: address, token }: HubOptions): Hub {
  const parsed = URL.canParse(address) ? new URL(address) : null;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    throw new CliProblem(
      `--hub must be an address such as http://127.0.0.1:3000, but is "${address}".`,
      EXIT.usage,
    );
  }
  if (token && !/^[\x21-\x7e]+$/.test(token)) {
    throw new CliProblem(
      'The token contains a space or a special character, such as an ellipsis. Copy it again.',
      EXIT.usage,
    );
  }
  // People often copy addresses that end in the path of the API.
  const url = (parsed.origin + parsed.pathname).replace(/(?<!\/)\/+$/, '').replace(/(\/api)?\/v1$/, '');
  const credentials: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const openEventSource = withSilenceTimeout(
    (path) => openFetchEventSource(url + path, credentials),
    nodeTimer,
  );
  const requests = createHubRequests({ timer: nodeTimer, hubUrl: url, credentials });

  async function signInProblem(): Promise<ApiError | null> {
    try {
      await requests.requestJson(accountSchema, '/v1/account');
      return null;
    } catch (error) {
      return isSignInRequired(error) ? error : null;
    }
  }

  async function* streamRun(run: StreamOptions): AsyncGenerator<StreamSignal> {
    const abort = new AbortController();
    let refusal: ApiError | null = null;
    yield* openRunStream({
      ...run,
      signal: abort.signal,
      clock: nodeTimer,
      openEventSource,
      async onRefused() {
        refusal = await signInProblem();
        if (refusal) abort.abort();
      },
    });
    if (refusal) throw refusal;
  }

  return { url, ...requests, openEventSource, streamRun, signInProblem };
}

/** Converts an error to a message of one line for the terminal. Throws errors of unknown types again. */
export function toCliProblem(error: unknown, hubUrl: string): CliProblem {
  if (error instanceof CliProblem) return error;
  if (error instanceof HubSilentError) {
    return new CliProblem(`${error.message} The hub at ${hubUrl} may be stopped or overloaded.`);
  }
  if (error instanceof HubUnavailableError) return new CliProblem(error.message);
  if (error instanceof HubUnreachableError) {
    return new CliProblem(
      `No hub answers at ${hubUrl}. Start one with "symposium serve", or set its address with --hub or SYMPOSIUM_HUB.`,
    );
  }
  if (error instanceof ApiError && error.status === 401) {
    return new CliProblem(`${error.message} Pass it with --token or SYMPOSIUM_TOKEN.`);
  }
  if (error instanceof ApiError) return new CliProblem(error.message);
  throw error;
}
