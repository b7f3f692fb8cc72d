import type { EventSourceLike } from '../client/event-source.ts';
import {
  ApiError,
  createHubRequests,
  HubSilentError,
  HubUnavailableError,
  HubUnreachableError,
  type HubRequests,
} from '../client/hub-requests.ts';
import { openRunStream, type RunStreamOptions } from '../client/run-stream.ts';
import type { StreamSignal } from '../client/stream-signal.ts';
import { watchSources } from '../client/watched-source.ts';
import { CliProblem, EXIT } from './cli-problem.ts';
import { openFetchEventSource } from './fetch-event-source.ts';
import { nodeTimer } from './node-timer.ts';

/** The hub that a command talks to. */
export interface Hub extends HubRequests {
  /** Such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Opens a stream of it by its path. */
  openEventSource(path: string): EventSourceLike;
  /** The stream of a run, over as many connections as it takes. */
  streamRun(options: StreamOptions): AsyncIterable<StreamSignal>;
}

/** Which run to stream. */
export type StreamOptions = Pick<RunStreamOptions, 'threadId' | 'runId' | 'cursor' | 'onEnvelope'>;

/** Where the hub is, and who asks. */
export interface HubOptions {
  hub: string;
  token?: string;
}

/**
 * The hub of these options.
 * @throws {CliProblem} where they name none
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
    throw new CliProblem(`The token cannot be one: it holds a space, or a sign such as "…".`, EXIT.usage);
  }
  // People hold addresses that end in the path of the API.
  const url = (parsed.origin + parsed.pathname).replace(/(?<!\/)\/+$/, '').replace(/(\/api)?\/v1$/, '');
  const credentials: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const openEventSource = watchSources((path) => openFetchEventSource(url + path, credentials), nodeTimer);
  return {
    url,
    ...createHubRequests({ timer: nodeTimer, hubUrl: url, credentials }),
    openEventSource,
    streamRun: (run) =>
      openRunStream({ ...run, signal: new AbortController().signal, clock: nodeTimer, openEventSource }),
  };
}

/** What a failure says in one line. */
export function problemOf(error: unknown, hubUrl: string): CliProblem {
  if (error instanceof CliProblem) return error;
  if (error instanceof HubSilentError) {
    return new CliProblem(`${error.message} It is at ${hubUrl}, and may be stopped or overloaded.`);
  }
  if (error instanceof HubUnavailableError) return new CliProblem(error.message);
  if (error instanceof HubUnreachableError) {
    return new CliProblem(
      `No hub answers at ${hubUrl}. Start one with "symposium serve", or name another with --hub or SYMPOSIUM_HUB.`,
    );
  }
  if (error instanceof ApiError && error.status === 401) {
    return new CliProblem(`${error.message} Give yours with --token or SYMPOSIUM_TOKEN.`);
  }
  if (error instanceof ApiError) return new CliProblem(error.message);
  throw error;
}
