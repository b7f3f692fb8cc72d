import type { Account } from '../../../src/protocol/account.ts';
import { SIGN_IN_REQUIRED } from '../../../src/protocol/api-error.ts';
import { textContent, textOf, type Message } from '../../../src/protocol/message.ts';
import type { Run } from '../../../src/protocol/run.ts';
import type { RunStep } from '../../../src/protocol/run-step.ts';
import { conversationOf, type Thread } from '../../../src/protocol/thread.ts';
import { titleFromMessage } from '../../../src/protocol/title-from-message.ts';
import { assistantOf } from './fake-assistant.ts';
import { answerPage, problem } from './fake-answers.ts';
import { FakeAccountTokens } from './fake-account-tokens.ts';
import { FakeVersions } from './fake-versions.ts';

export const EXAMPLE = 'symposium/streaming-example/0.0.3';
export const QUIET = 'symposium/quiet/1.0.0';

interface HubRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  body: Record<string, unknown> | null;
  idempotencyKey: string | null;
}

/** A hub in memory that replaces `fetch`. The test sends its streams. */
export class FakeHub {
  /** Agents with `show_entry: false` are not listed. */
  readonly assistants = [assistantOf(EXAMPLE, 'Streaming Example', true), assistantOf(QUIET, 'Quiet', false)];
  readonly threads: Thread[] = [];
  readonly messages: Message[] = [];
  readonly runs: Run[] = [];
  /** Steps that call tools, oldest first. */
  readonly steps: RunStep[] = [];
  readonly requests: HubRequest[] = [];
  readonly versions = new FakeVersions();
  /** The tokens of terminals that use this browser's account. */
  readonly accountTokens = new FakeAccountTokens(() => this.#now());
  /** The id of the fork that was created for each `Idempotency-Key`. */
  readonly #made = new Map<string, string>();
  provider: 'practice' | 'openai-compatible' = 'openai-compatible';
  /** The model of all agents; null if each has its own. */
  model: string | null = null;
  /** The account of this browser's cookie; null if it has none. */
  account: Account | null = accountOf('account_1', null, 'automatic');
  /** The account of each access token. */
  readonly tokens: Record<string, Account> = {};
  /** The hub cannot be reached. */
  down = false;
  /** An error for the next request with this method and path. */
  refusal: { method: string; path: RegExp; status: number; message: string; code?: string } | null = null;
  #held: Promise<void> = Promise.resolve();
  #heldPaths = /^/;
  #ids = 0;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = () => Math.floor(now() / 1000);
  }

  /** Holds back all answers, or those for some paths, until the returned function is called. */
  hold(paths = /^/): () => void {
    let release = (): void => {};
    this.#heldPaths = paths;
    this.#held = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  }

  posts(path: RegExp): HubRequest[] {
    return this.requests.filter((request) => request.method === 'POST' && path.test(request.path));
  }

  /** Makes the hub require a token, and signs this browser out. */
  requireToken(token: string, name: string): void {
    this.tokens[token] = accountOf(`account_${name}`, name, 'token');
    this.account = null;
  }

  addThread(topic: string, fields: Partial<Thread> = {}): Thread {
    const id = this.#id('thread');
    const thread: Thread = {
      id,
      object: 'thread',
      conversation_id: id,
      created_at: this.#now(),
      metadata: { topic },
      ...fields,
    };
    this.threads.unshift(thread);
    return thread;
  }

  /** Adds another version of a thread. `kept`: number of messages that both have. */
  addVersion(thread: Thread, kept: number, fields: Partial<Thread> = {}): Thread {
    const metadata = { ...thread.metadata };
    const version = this.addThread('', { metadata, conversation_id: conversationOf(thread), ...fields });
    this.versions.add(thread.id, version.id, kept);
    return version;
  }

  addMessage(threadId: string, role: Message['role'], text: string, fields: Partial<Message> = {}): Message {
    const message: Message = {
      id: this.#id('msg'),
      object: 'thread.message',
      created_at: this.#now(),
      thread_id: threadId,
      role,
      status: 'completed',
      content: textContent(text),
      ...fields,
    };
    this.messages.push(message);
    return message;
  }

  addRun(threadId: string, assistantId = EXAMPLE, fields: Partial<Run> = {}): Run {
    const run: Run = {
      id: this.#id('run'),
      object: 'thread.run',
      created_at: this.#now(),
      thread_id: threadId,
      assistant_id: assistantId,
      status: 'queued',
      ...fields,
    };
    this.runs.unshift(run);
    return run;
  }

  readonly fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(String(input), 'http://hub.test');
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as Record<string, unknown>) : null;
    const request = {
      method: init.method ?? 'GET',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      body,
      idempotencyKey: new Headers(init.headers).get('idempotency-key'),
    };
    this.requests.push(request);
    if (this.#heldPaths.test(request.path)) await this.#held;
    if (this.down) throw new TypeError('fetch failed');
    const { refusal } = this;
    if (refusal && refusal.method === request.method && refusal.path.test(request.path)) {
      this.refusal = null;
      return problem(refusal.status, refusal.message, refusal.code);
    }
    return this.#answer(request, url.searchParams);
  };

  #answer(request: HubRequest, query: URLSearchParams): Response {
    const { method, path, body } = request;
    if (path === '/health') return Response.json(this.#health());
    if (path === '/v1/session') return this.#answerSession(method, body);
    if (!this.account) return problem(401, 'This hub needs a token.', SIGN_IN_REQUIRED);
    if (path.startsWith('/v1/account/token')) {
      const answer = this.accountTokens.answer(method, path, body);
      return answer ? Response.json(answer) : problem(404, 'There is no such token.');
    }
    if (path === '/v1/account') return Response.json(this.account);
    if (path === '/v1/assistants') {
      return answerPage(
        this.assistants.filter(({ agent }) => agent?.show_entry ?? true),
        query,
      );
    }
    if (path.startsWith('/v1/assistants/')) {
      const id = decodeURIComponent(path.slice('/v1/assistants/'.length));
      const assistant = this.assistants.find((known) => known.id === id);
      return assistant ? Response.json(assistant) : problem(404, 'There is no such assistant.');
    }
    if (path === '/v1/threads' && method === 'GET') return answerPage(this.#threadsFor(query), query);
    if (path === '/v1/threads' && method === 'DELETE') {
      const deleted = this.threads.splice(0).length;
      return Response.json({ object: 'thread.list.deleted', deleted });
    }
    if (path === '/v1/threads/runs') return Response.json(this.#createRun(null, body));
    const [, threadId = '', rest = ''] = /^\/v1\/threads\/([^/]+)(?:\/(.*))?$/.exec(path) ?? [];
    const thread = this.threads.find(({ id }) => id === threadId);
    if (!thread) return problem(404, 'There is no such thread.');
    if (rest === '') return this.#answerThread(thread, method, body, query);
    if (rest === 'versions')
      return Response.json({ object: 'list', data: this.versions.in(thread, this.messages, this.threads) });
    if (rest === 'fork') return Response.json(this.#fork(thread, request));
    if (rest === 'messages') {
      return this.#answerMessages(threadId, query);
    }
    if (rest === 'steps') {
      const steps = this.steps.filter((step) => step.thread_id === threadId);
      return answerPage(query.get('order') === 'desc' ? steps.toReversed() : steps, query);
    }
    if (rest === 'runs' && method === 'GET') {
      const runs = this.runs.filter((run) => run.thread_id === threadId);
      return answerPage(query.get('order') === 'asc' ? runs.toReversed() : runs, query);
    }
    if (rest === 'runs') return Response.json(this.#createRun(threadId, body));
    const run = this.runs.find(({ id }) => rest.startsWith(`runs/${id}/`));
    if (run && rest.endsWith('/cancel')) return Response.json({ ...run, status: 'cancelling' });
    if (run && rest.endsWith('/answers')) return Response.json(run); // its stream says how it continues
    return problem(404, 'Nothing is here.');
  }

  #answerSession(method: string, body: HubRequest['body']): Response {
    this.account = method === 'DELETE' ? null : (this.tokens[String(body?.token)] ?? null);
    if (method === 'DELETE') return new Response(null, { status: 204 });
    return this.account ? Response.json(this.account) : problem(401, 'Wrong.', SIGN_IN_REQUIRED);
  }

  #answerMessages(threadId: string, query: URLSearchParams): Response {
    const all = this.messages.filter((message) => message.thread_id === threadId);
    if (query.get('order') === 'desc') all.reverse();
    return answerPage(all, query);
  }

  /** In the order of creation, newest first. A test that needs another order changes the list. */
  #threadsFor(query: URLSearchParams): Thread[] {
    const found = this.#foundFor(query);
    return query.get('versions') === 'latest' ? this.versions.latest(found, this.threads) : found;
  }

  #foundFor(query: URLSearchParams): Thread[] {
    const search = query.get('search')?.toLowerCase() ?? '';
    if (search === '') return this.threads;
    return this.threads.flatMap<Thread>((thread) => {
      if (thread.metadata.topic?.toLowerCase().includes(search)) return [{ ...thread, match: null }];
      const texts = this.messages.filter(({ thread_id }) => thread_id === thread.id);
      const match = texts.map(({ content }) => textOf(content)).find((t) => t.toLowerCase().includes(search));
      return match === undefined ? [] : [{ ...thread, match }];
    });
  }

  #answerThread(thread: Thread, method: string, body: HubRequest['body'], query: URLSearchParams): Response {
    const versions = query.get('versions') === 'all' ? this.versions.of(thread, this.threads) : [thread];
    if (method === 'POST') {
      thread.metadata = body?.metadata as Thread['metadata'];
      const { topic = '', topic_by = '' } = thread.metadata;
      for (const version of versions) version.metadata = { ...version.metadata, topic, topic_by };
    }
    if (method === 'DELETE') {
      for (const version of versions) this.threads.splice(this.threads.indexOf(version), 1);
    }
    return Response.json(method === 'DELETE' ? { id: thread.id, deleted: true } : thread);
  }

  /** @param known null: in a new thread */
  #createRun(known: string | null, body: HubRequest['body']): Run {
    const thread = body?.thread as { messages: { content: string }[] } | undefined;
    const messages = thread?.messages ?? (body?.additional_messages as { content: string }[]);
    const threadId = known ?? this.addThread(titleFromMessage(messages[0]?.content ?? '')).id;
    this.versions.touch(threadId);
    for (const { content } of messages) this.addMessage(threadId, 'user', content);
    return this.addRun(threadId, String(body?.assistant_id));
  }

  #fork(thread: Thread, { idempotencyKey: key, body }: HubRequest): Thread {
    const made = this.threads.find(({ id }) => id === this.#made.get(key ?? ''));
    if (made) return made;
    const messages = this.messages.filter(({ thread_id }) => thread_id === thread.id);
    const kept = messages.slice(
      0,
      messages.findIndex(({ id }) => id === body?.before_message_id),
    );
    const fork = this.addVersion(thread, kept.length);
    Object.assign(fork.metadata, body?.metadata);
    for (const { role, content, assistant_id, status, incomplete_details } of kept) {
      this.addMessage(fork.id, role, textOf(content), { assistant_id, status, incomplete_details });
    }
    if (key !== null) this.#made.set(key, fork.id);
    return fork;
  }

  #health() {
    return {
      status: 'ok',
      version: '0.0.0',
      database: 'pglite',
      model: { provider: this.provider, name: this.model },
    };
  }

  #id(prefix: string): string {
    this.#ids += 1;
    return `${prefix}_${this.#ids}`;
  }
}

function accountOf(id: string, name: string | null, signIn: Account['sign_in']): Account {
  return { id, object: 'account', name, sign_in: signIn };
}
