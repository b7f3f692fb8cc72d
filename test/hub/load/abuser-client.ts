import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';

/** The target of the abuse. */
export interface Target {
  /** The hub's address. */
  url: string;
  /** The token of the abuser; null: a client without a token. */
  token: string | null;
  agent: string;
  /** The path of the stream of an ended run with many deltas. */
  longRun: string;
  /** The id of a thread of many megabytes. */
  longThread: string;
}

/** Counts of each status. `cut`: the hub closed the connection; `left`: the abuser did. */
export type Answers = Record<string, number>;

/** A request to a hub. */
interface Asking {
  body?: object | string;
  headers?: Record<string, string>;
}

interface Run {
  id: string;
  thread_id: string;
}

/** Sends requests to a hub, and counts the answers. */
export class AbuserClient {
  readonly answers: Answers = {};
  readonly #target: Target;
  readonly #told = new EventEmitter().setMaxListeners(0);
  readonly #leaving = new AbortController();
  readonly #runs: Run[] = [];

  constructor(target: Target) {
    this.#target = target;
    EventEmitter.setMaxListeners(0, this.#leaving.signal);
  }

  /** Sends a request, and counts the status when the whole answer has been read. */
  async ask(path: string, asking: Asking = {}): Promise<void> {
    await this.#counted(async () => {
      const response = await this.#fetch(path, asking);
      for await (const _ of response.body ?? []);
      return response.status;
    });
  }

  /** Starts a run on a new thread, which can be cancelled later. */
  async askForRun(
    question: string,
    agent = this.#target.agent,
    headers: Record<string, string> = {},
  ): Promise<void> {
    const thread = { messages: [{ role: 'user', content: question }] };
    await this.#counted(async () => {
      const response = await this.#fetch('/v1/threads/runs', {
        body: { assistant_id: agent, thread },
        headers,
      });
      const answer = (await response.json()) as Run;
      if (response.ok) this.#runs.push(answer);
      return response.status;
    });
  }

  /** Waits until the started runs have ended. */
  async untilRunsEnd(): Promise<void> {
    await Promise.all(
      this.#runs.map(({ id, thread_id }) => this.ask(`/v1/threads/${thread_id}/stream/${id}`)),
    );
  }

  /** Cancels the started runs. */
  async cancelRuns(): Promise<void> {
    await Promise.all(
      this.#runs.map(({ id, thread_id }) =>
        this.ask(`/v1/threads/${thread_id}/runs/${id}/cancel`, { body: {} }),
      ),
    );
  }

  /** Sends bytes over a new connection, and counts the status when it is closed. */
  async send(...pieces: readonly string[]): Promise<void> {
    const socket = connect({ port: Number(new URL(this.#target.url).port), host: '127.0.0.1' });
    let status = 'cut';
    socket.setEncoding('latin1').once('data', (text: string) => (status = text.slice(9, 12)));
    socket.on('error', () => undefined); // it may be closed while it is sending
    this.#leaving.signal.addEventListener('abort', () => socket.destroy());
    const closed = new Promise((resolve) => socket.once('close', resolve));
    for (const piece of pieces) {
      if (socket.destroyed) break;
      if (!socket.write(piece, 'latin1'))
        await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
    }
    await closed;
    this.#count(this.#leaving.signal.aborted ? 'left' : status);
  }

  /** Waits for a number of answers, and closes the other connections. */
  async leaveAfter(answers: number): Promise<void> {
    while (Object.values(this.answers).reduce((sum, each) => sum + each, 0) < answers) {
      await once(this.#told, 'answer');
    }
    this.#leaving.abort();
  }

  async #fetch(path: string, { body, headers }: Asking): Promise<Response> {
    const { url, token } = this.#target;
    return fetch(`${url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      signal: this.#leaving.signal,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  async #counted(ask: () => Promise<number>): Promise<void> {
    try {
      this.#count(String(await ask()));
    } catch {
      this.#count(this.#leaving.signal.aborted ? 'left' : 'cut');
    }
  }

  #count(status: string): void {
    this.answers[status] = (this.answers[status] ?? 0) + 1;
    this.#told.emit('answer');
  }
}
