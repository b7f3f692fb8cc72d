import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CompletionChunk } from '../../../../src/agents/agent.ts';
import { requestListener } from '../../../../src/hub/http/http-server.ts';
import type { Completion, Provider } from '../../../../src/hub/providers/provider.ts';
import { chatCompletionRoutes } from '../../../../src/hub/http/routes/chat-completions.ts';
import type { CompletionRun, CompletionSink } from '../../../../src/hub/runner/recording/completion-sink.ts';
import { mountRoutes } from './mount-routes.ts';

/** The completion route on its own server. */
export interface CompletionServer {
  /** The base URL for an OpenAI client. */
  readonly url: string;
  /** What the hub has reported. */
  readonly problems: string[];
  /** Posts a body to the route. */
  post(body: object | string, signal?: AbortSignal): Promise<Response>;
  stop(): Promise<void>;
}

/** Serves the route with this model, for this run if there is one. */
export async function serveCompletions(
  provider: Provider,
  run: CompletionRun | null = null,
  keepAliveInterval = 15_000,
): Promise<CompletionServer> {
  const problems: string[] = [];
  const report = (problem: string, error: unknown) => void problems.push(`${problem}: ${String(error)}`);
  const routes = chatCompletionRoutes({
    provider,
    completionRun: async () => run,
    keepAliveInterval,
    report,
  });
  const app = mountRoutes('/v1/chat/completions', routes);
  const server = createServer(requestListener(app)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return {
    url,
    problems,
    post: (body, signal) =>
      fetch(`${url}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        signal: signal ?? null,
      }),
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** A run that records its calls. */
export interface RecordingRun extends CompletionRun {
  readonly chunks: CompletionChunk[];
  /** The answers in one piece. */
  readonly answers: Completion[];
  /** How each draft was closed, in order. */
  readonly closings: string[];
  /** How many drafts were opened. */
  opened: number;
  /** Resolves when a draft is closed. */
  readonly closed: Promise<void>;
}

/** @param push called with each chunk, besides recording it */
export function createRecordingRun(push: CompletionSink['push'] = async () => {}): RecordingRun {
  let onClosed = () => {};
  const run: RecordingRun = {
    model: 'model-of-the-run',
    parameters: () => ({}),
    tokensLeft: () => Infinity,
    signal: new AbortController().signal,
    deadline: Infinity,
    onNotice: () => {},
    answered: (completion) => void run.answers.push(completion),
    abandon: () => {},
    chunks: [],
    answers: [],
    closings: [],
    opened: 0,
    closed: new Promise((resolve) => (onClosed = resolve)),
    open() {
      run.opened += 1;
      return {
        messageId: 'msg_of_the_run',
        async push(chunk) {
          run.chunks.push(chunk);
          await push(chunk);
        },
        close(completion) {
          run.closings.push(completion);
          onClosed();
        },
      };
    },
  };
  return run;
}
