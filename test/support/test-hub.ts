import type { RequestListener } from 'node:http';
import type { Agent } from '../../src/agents/agent.ts';
import { createAccountEvents } from '../../src/hub/accounts/account-events.ts';
import { openAccounts, type HubToken } from '../../src/hub/accounts/accounts.ts';
import { createGuessLimiter } from '../../src/hub/accounts/guess-limiter.ts';
import { createRunTokens, type RunTokens } from '../../src/hub/accounts/run-tokens.ts';
import { createAgentSlots } from '../../src/hub/agents/agent-slots.ts';
import { REQUEST_LIMITS } from '../../src/hub/admission/admit-requests.ts';
import type { QueueLimits } from '../../src/hub/admission/fair-queue.ts';
import { createApp } from '../../src/hub/http/app.ts';
import type { Availability } from '../../src/hub/db/availability.ts';
import type { Database, OpenDatabase } from '../../src/hub/db/database.ts';
import type { DiskSpace } from '../../src/hub/db/disk-space.ts';
import { createDatabaseLog } from '../../src/hub/delta-log/database-log.ts';
import type { DeltaLog } from '../../src/hub/delta-log/delta-log.ts';
import { withUnwrittenEnds } from '../../src/hub/delta-log/unwritten-ends.ts';
import { createFanOut } from '../../src/hub/fan-out/fan-out.ts';
import type { StreamLimits } from '../../src/hub/fan-out/stream-limits.ts';
import { requestListener } from '../../src/hub/http/http-server.ts';
import { createLogger } from '../../src/hub/observability/logger.ts';
import { createMetrics } from '../../src/hub/observability/metrics.ts';
import { createRunsPerAddress } from '../../src/hub/http/limits/runs-per-address.ts';
import { createChildRuns } from '../../src/hub/runner/execution/child-runs.ts';
import { createRunner, type Runner } from '../../src/hub/runner/runner.ts';
import { createClientAddresses } from '../../src/hub/http/security/client-address.ts';
import { SHARE_OF_ADDRESS } from '../../src/hub/limits/limiter.ts';
import { createModelTitles } from '../../src/hub/titles/model-titles.ts';
import { createThreadCopier } from '../../src/hub/versions/thread-copier.ts';
import type { Provider } from '../../src/hub/providers/provider.ts';
import type { Snapshot } from '../../src/protocol/snapshot.ts';
import { unconfined } from './confinements.ts';
import { listen } from './listen.ts';
import { createTestMcpServers, type TestMcpServers } from './mcp/test-mcp-servers.ts';
import { watchAnswers } from './openai/watch-answers.ts';
import { createScriptedProvider, type ScriptedProvider } from './scripted-provider.ts';
import { createTestAgents } from './test-agents.ts';
import { readEvents, readSnapshot, type ReceivedEvent } from './read-events.ts';
import { openTestDatabase } from './test-database.ts';

/** A hub with its data in memory and its own port. The test provides its model and its agents. */
export interface TestHub {
  /** Such as `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly db: Database;
  readonly log: DeltaLog;
  readonly provider: ScriptedProvider;
  readonly runner: Runner;
  /** Errors that the hub reported to its log. */
  readonly problems: string[];
  readonly runTokens: RunTokens;
  /** Calls the API, with POST if there is a body. */
  call<T = Record<string, unknown>>(
    path: string,
    body?: object,
    method?: string,
  ): Promise<{ status: number; body: T }>;
  request(path: string, init?: RequestInit): Promise<Response>;
  /** Adds an agent with these `details` to the hub and returns its id. */
  addAgent(agent: Agent, details?: object): string;
  /** Adds the folder of an agent in Python with these `details` and returns its id. */
  addPythonAgent(folder: string, details?: object): string;
  /** Runs this agent on a new thread with one message. */
  run(
    agent: Agent,
    message?: string,
    details?: object,
  ): Promise<{ threadId: string; runId: string; path: string }>;
  /** The events of a run's stream, from the cursor to the end. */
  events(path: string, cursor?: string): Promise<ReceivedEvent[]>;
  /** The snapshot with which a run's stream starts for a cursor that the hub does not know. */
  snapshot(path: string): Promise<Snapshot>;
  /** Waits until the run's log contains this text. */
  untilLogged(runId: string, text: string): Promise<void>;
  /** Number of bytes that it has received from its clients. */
  bytesReceived(): number;
  /** Deletes expired sessions and accounts, as the hub does once an hour. */
  sweepAccounts(): Promise<void>;
  /** The route table, with middleware. */
  readonly routes: readonly { method: string; path: string; handler: { length: number } }[];
  /** Renames the cookie of a hub on another port to the cookie of this hub. */
  cookieHere(cookie: string): string;
  /** Starts another hub on the same data, as after a crash. This one must not be used afterwards. */
  restart(changed?: TestHubOptions): Promise<TestHub>;
  close(): Promise<void>;
}

interface TestHubOptions {
  /** Replaces the scripted provider. */
  provider?: Provider;
  runTimeout?: number;
  answerTimeout?: number;
  heldTime?: number;
  /** Maximum length of the conversation that a model is sent, in characters. */
  contextCharacters?: number;
  /** As in HUB_TOKENS. Without any, every request has the local account. */
  tokens?: readonly HubToken[];
  corsOrigins?: readonly string[];
  maxRuns?: number;
  maxStreams?: number;
  /** As in TRUSTED_PROXIES. */
  trustedProxies?: readonly string[];
  /** Maximum number of runs with a process at the same time. */
  agentsAtOnce?: number;
  maxCompletions?: number;
  mayExecute?: boolean;
  /** The MCP servers that agents may use; by default none. */
  mcp?: TestMcpServers;
  /** Replace the defaults. */
  streamLimits?: Partial<StreamLimits>;
  /** Replace the defaults. */
  requestLimits?: Partial<QueueLimits>;
  /** Whether the model writes titles of threads. */
  modelTitles?: boolean;
  /** Wraps the hub's log. */
  wrapLog?: (log: DeltaLog) => DeltaLog;
  /** Wraps the hub's database. */
  wrapDatabase?: (database: OpenDatabase) => OpenDatabase;
  /** Whether the database is available. */
  availability?: Availability;
  /** Whether the disk is full. */
  disk?: DiskSpace;
}

/** A disk that is never full. */
const ROOMY_DISK: DiskSpace = { isFull: false, notice: () => false, onFull() {}, async stop() {} };

export async function openTestHub(options: TestHubOptions = {}): Promise<TestHub> {
  const { wrapDatabase = (database: OpenDatabase) => database } = options;
  return openOn(wrapDatabase(await openTestDatabase()), options);
}

async function openOn(database: OpenDatabase, options: TestHubOptions): Promise<TestHub> {
  const { runTimeout = 600_000, contextCharacters = 400_000, wrapLog = (kept: DeltaLog) => kept } = options;
  const { tokens = [], corsOrigins = [], maxRuns = 1_000, maxStreams = 10_000 } = options;
  const { maxCompletions = 1_000 } = options;
  const { db } = database;
  const { availability = database.availability, disk = ROOMY_DISK } = options;
  const scripted = createScriptedProvider();
  const provider = options.provider ?? scripted;
  const agents = createTestAgents();
  const problems: string[] = [];
  const report = (problem: string, error: unknown) => void problems.push(`${problem}: ${String(error)}`);
  const log = withUnwrittenEnds(wrapLog(createDatabaseLog(db, undefined, availability)), db, disk);
  let open!: (handle: RequestListener) => void;
  const handle = new Promise<RequestListener>((resolve) => (open = resolve));
  const answers = watchAnswers();
  const server = await listen((request, response) => {
    answers.watch(request, response);
    void handle.then((listener) => listener(request, response));
  });
  const accountEvents = createAccountEvents();
  const runTokens = createRunTokens();
  const titles = options.modelTitles
    ? createModelTitles({ db, agents, provider, accountEvents, report })
    : null;
  const runsPerAddress = createRunsPerAddress(maxRuns * SHARE_OF_ADDRESS);
  const threadCopier = createThreadCopier({ db, accountEvents, report });
  const childRuns = createChildRuns({ db, agents, runner: () => runner, runTokens, threadCopier, report });
  const runner: Runner = createRunner({
    db,
    availability,
    log,
    agents,
    runModule: agents.run,
    provider,
    mcpServers: createTestMcpServers(options.mcp, report),
    runTokens,
    agentCalls: childRuns,
    confinement: unconfined(),
    agentSlots: createAgentSlots(options.agentsAtOnce ?? 1_000),
    accountEvents,
    hubUrl: server.url,
    agentVariables: {},
    mayExecute: options.mayExecute ?? false,
    packages: null,
    contextCharacters,
    runTimeout,
    answerTimeout: options.answerTimeout ?? 3_600_000,
    heldTime: options.heldTime,
    maxRuns,
    observers: [runsPerAddress.observer, childRuns.observer, ...(titles ? [titles] : [])],
    report,
  });
  const fanOut = createFanOut({ db, log, limits: options.streamLimits ?? {}, report });
  const model = { provider: provider.kind, name: provider.defaultModel };
  const health = { status: 'ok', version: '0.0.0', database: database.kind, model } as const;
  disk.onFull(runner.stopForFullDisk);
  const guessLimiter = createGuessLimiter();
  const accounts = await openAccounts(db, tokens, guessLimiter);
  const app = createApp({
    db,
    availability,
    disk,
    agents,
    provider,
    runner,
    runsPerAddress,
    fanOut,
    accounts,
    guessLimiter,
    accountEvents,
    runTokens,
    childRuns,
    threadCopier,
    metrics: createMetrics(),
    logger: createLogger({ level: 'silent' }),
    health,
    addresses: createClientAddresses(options.trustedProxies ?? []),
    limits: {
      host: '127.0.0.1',
      port: server.port,
      corsOrigins,
      maxBody: 16_000_000,
      maxStreams,
      maxCompletions,
      requests: { ...REQUEST_LIMITS, ...options.requestLimits },
      keepAliveInterval: 15_000,
    },
    report,
  });
  open(requestListener(app));
  const request = (path: string, init?: RequestInit) => fetch(`${server.url}/v1${path}`, init);

  async function call<T>(path: string, body?: object, method = body ? 'POST' : 'GET') {
    const response = await request(path, { method, ...(body && { body: JSON.stringify(body) }) });
    return { status: response.status, body: (await response.json()) as T };
  }

  async function untilLogged(runId: string, text: string): Promise<void> {
    const appended = new Promise<void>((resolve) => log.onAppend(runId, resolve));
    const entries = await log.read(runId, 0);
    if (entries.some(({ data }) => data.includes(text))) return;
    await appended;
    await untilLogged(runId, text);
  }

  function checkAnswers(): void {
    if (answers.found.size > 0)
      throw new Error(`Not as OpenAI describes it:\n${[...answers.found].join('\n')}`);
  }

  return {
    url: server.url,
    db,
    log,
    provider: scripted,
    runner,
    problems,
    bytesReceived: server.bytesReceived,
    runTokens,
    call,
    request,
    addAgent: agents.add,
    addPythonAgent: agents.addPython,
    async run(agent, message = 'What is virtue?', details) {
      const messages = [{ role: 'user', content: message }];
      const thread = await call<{ id: string }>('/threads', { messages });
      const run = await call<{ id: string }>(`/threads/${thread.body.id}/runs`, {
        assistant_id: agents.add(agent, details),
      });
      const threadId = thread.body.id;
      return { threadId, runId: run.body.id, path: `/threads/${threadId}/stream/${run.body.id}` };
    },
    async events(path, cursor) {
      return readEvents(await request(path, cursor ? { headers: { 'last-event-id': cursor } } : {}));
    },
    async snapshot(path) {
      return readSnapshot(await request(path, { headers: { 'last-event-id': '9-9999' } }));
    },
    untilLogged,
    sweepAccounts: accounts.sweep,
    routes: app.routes,
    cookieHere: (cookie) => cookie.replace(/^symposium_\d+/, `symposium_${server.port}`),
    async restart(changed) {
      await server.close();
      fanOut.close();
      const next = await openOn(database, { ...options, ...changed });
      await next.runner.recover();
      checkAnswers();
      return next;
    },
    async close() {
      await server.close();
      fanOut.close();
      childRuns.close();
      await runner.close();
      await titles?.close();
      await database.close();
      checkAnswers();
    },
  };
}
