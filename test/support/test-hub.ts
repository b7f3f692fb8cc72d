import type { Agent } from '../../src/agents/agent.ts';
import type { AgentCatalog, AgentEntry } from '../../src/hub/agents/agent-catalog.ts';
import { createApp } from '../../src/hub/app.ts';
import type { Database, OpenDatabase } from '../../src/hub/db/database.ts';
import { openPglite } from '../../src/hub/db/open-pglite.ts';
import { createDatabaseLog } from '../../src/hub/delta-log/database-log.ts';
import type { DeltaLog } from '../../src/hub/delta-log/delta-log.ts';
import { createRunner, type Runner } from '../../src/hub/runner/runner.ts';
import { agentMetadataSchema } from '../../src/protocol/assistant.ts';
import { createSseDecoder } from '../../src/protocol/sse-decode.ts';
import { createScriptedProvider, type ScriptedProvider } from './scripted-provider.ts';

/** One event of a run's envelope stream, as a client gets it. */
export interface ReceivedEvent {
  id: string;
  event: string;
  data: Record<string, never> & { id: string };
}

/** A hub in memory, whose model and agents belong to the test. */
export interface TestHub {
  readonly db: Database;
  readonly log: DeltaLog;
  readonly provider: ScriptedProvider;
  readonly runner: Runner;
  /** What the hub had nobody to tell. */
  readonly problems: string[];
  /** Calls the API; a body makes it a POST. */
  call<T = Record<string, unknown>>(
    path: string,
    body?: object,
    method?: string,
  ): Promise<{ status: number; body: T }>;
  request(path: string, init?: RequestInit): Promise<Response>;
  /** Runs this agent on a new thread that holds one message. */
  run(agent: Agent, message?: string): Promise<{ threadId: string; runId: string; path: string }>;
  /** The events of a run's stream, from the cursor to the end. */
  events(path: string, cursor?: string): Promise<ReceivedEvent[]>;
  /** Settles once the run's log holds this text. */
  untilLogged(runId: string, text: string): Promise<void>;
  /** Another hub on the same data, as one that starts again after a crash; this one must not be used any more. */
  restart(): Promise<TestHub>;
  close(): Promise<void>;
}

interface TestHubOptions {
  runTimeout?: number;
  /** Puts something between the hub and its log. */
  wrapLog?: (log: DeltaLog) => DeltaLog;
}

export async function openTestHub(options: TestHubOptions = {}): Promise<TestHub> {
  return openOn(await openPglite(null), options);
}

function openOn(database: OpenDatabase, options: TestHubOptions): TestHub {
  const { runTimeout = 600_000, wrapLog = (kept: DeltaLog) => kept } = options;
  const { db } = database;
  const provider = createScriptedProvider();
  const agents = createTestAgents();
  const problems: string[] = [];
  const report = (problem: string, error: unknown) => void problems.push(`${problem}: ${String(error)}`);
  const log = wrapLog(createDatabaseLog(db));
  const runner = createRunner({ db, log, agents, provider, runTimeout, report });
  const model = { provider: provider.kind, name: provider.defaultModel };
  const health = { status: 'ok', version: '0.0.0', database: database.kind, model } as const;
  const app = createApp({ db, log, agents, provider, runner, health, report });

  async function call<T>(path: string, body?: object, method = body ? 'POST' : 'GET') {
    const response = await app.request(`/v1${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    return { status: response.status, body: (await response.json()) as T };
  }

  return {
    db,
    log,
    provider,
    runner,
    problems,
    call,
    request: async (path, init) => app.request(`/v1${path}`, init),
    async run(agent, message = 'What is virtue?') {
      const messages = [{ role: 'user', content: message }];
      const thread = await call<{ id: string }>('/threads', { messages });
      const run = await call<{ id: string }>(`/threads/${thread.body.id}/runs`, {
        assistant_id: agents.add(agent),
      });
      const threadId = thread.body.id;
      return { threadId, runId: run.body.id, path: `/threads/${threadId}/stream/${run.body.id}` };
    },
    async events(path, cursor) {
      const response = await app.request(
        `/v1${path}`,
        cursor ? { headers: { 'last-event-id': cursor } } : {},
      );
      return readEvents(response);
    },
    async untilLogged(runId, text) {
      const appended = new Promise<void>((resolve) => log.onAppend(runId, resolve));
      const entries = await log.read(runId, 0);
      if (entries.some(({ data }) => data.includes(text))) return;
      await appended;
      await this.untilLogged(runId, text);
    },
    async restart() {
      const next = openOn(database, options);
      await next.runner.recover();
      return next;
    },
    async close() {
      await runner.close();
      await database.close();
    },
  };
}

/** Every event of a response's stream, once it has ended. */
export async function readEvents(response: Response): Promise<ReceivedEvent[]> {
  const decoder = createSseDecoder();
  const events: ReceivedEvent[] = [];
  for await (const bytes of response.body ?? []) {
    for (const { data, lastEventId } of decoder.push(bytes)) {
      events.push({ id: lastEventId, ...(JSON.parse(data) as Omit<ReceivedEvent, 'id'>) });
    }
  }
  return events;
}

function createTestAgents(): AgentCatalog & { add(agent: Agent): string } {
  const agents = new Map<string, { entry: AgentEntry; agent: Agent }>();
  const find = (id: string) => agents.get(id)?.entry ?? null;
  return {
    add(agent) {
      const name = `agent-${agents.size + 1}`;
      const id = `test/${name}/1.0.0`;
      const metadata = agentMetadataSchema.parse({ name, version: '1.0.0' });
      agents.set(id, { agent, entry: { id, folder: '', metadata, changedAt: new Date(0) } });
      return id;
    },
    list: () => [...agents.values()].map(({ entry }) => entry),
    find,
    async load(id) {
      const { agent, entry } = agents.get(id)!;
      return { agent, metadata: entry.metadata };
    },
  };
}
