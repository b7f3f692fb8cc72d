import { isIPv6 } from 'node:net';
import { join, resolve } from 'node:path';
import { DrizzleQueryError } from 'drizzle-orm';
import type { Hono } from 'hono';
import packageJson from '../../package.json' with { type: 'json' };
import { REQUEST_LIMITS } from './admission/admit-requests.ts';
import { createAccountEvents } from './accounts/account-events.ts';
import { openAccounts } from './accounts/accounts.ts';
import { createGuessLimiter } from './accounts/guess-limiter.ts';
import { createRunTokens } from './accounts/run-tokens.ts';
import { agentFolders, openAgents } from './agents/open-agents.ts';
import { createModuleProcessPool } from './agents/module-process-pool.ts';
import { createCompiledModules } from './agents/compiled-modules.ts';
import { NEEDED_FOR_MODULES } from './agents/module-program.ts';
import { createAgentSlots } from './agents/agent-slots.ts';
import { neededForPython } from './agents/run-python-agent.ts';
import { createPythonPackages } from './agents/python-packages.ts';
import { openConfinement } from './agents/confinement.ts';
import { createApp } from './http/app.ts';
import type { Config } from './config/config.ts';
import type { OpenDatabase } from './db/database.ts';
import { watchDataFolderSpace } from './db/data-folder-space.ts';
import { watchServerSpace, type DiskSpace } from './db/disk-space.ts';
import { isDatabaseUnavailable } from './db/database-unavailable.ts';
import { openPglite } from './db/open-pglite.ts';
import { openPostgres } from './db/open-postgres.ts';
import { createDatabaseLog } from './delta-log/database-log.ts';
import type { LogEntry } from './delta-log/delta-log.ts';
import { isDeltaEvent } from './delta-log/run-events.ts';
import { startSweeping } from './delta-log/sweeping.ts';
import { withUnwrittenEnds } from './delta-log/unwritten-ends.ts';
import { createFanOut } from './fan-out/fan-out.ts';
import type { HubEnv } from './http/hub-env.ts';
import { createMcpServers } from './mcp/mcp-servers.ts';
import { createLogger, createReports, type Reports } from './observability/logger.ts';
import { createMetrics } from './observability/metrics.ts';
import { watchRuns } from './observability/watch-runs.ts';
import { watchStreams } from './observability/watch-streams.ts';
import { packagePath } from './package-root.ts';
import { checkModel } from './providers/check-model.ts';
import { printError } from './startup/process-errors.ts';
import { countCompletions } from './providers/counted-provider.ts';
import { createOpenAiProvider } from './providers/openai-compatible/openai-provider.ts';
import { createPracticeProvider } from './providers/practice/practice-provider.ts';
import type { Provider } from './providers/provider.ts';
import { createRunsPerAddress } from './http/limits/runs-per-address.ts';
import { createChildRuns } from './runner/execution/child-runs.ts';
import { createRunner, type Runner } from './runner/runner.ts';
import { createClientAddresses } from './http/security/client-address.ts';
import { SHARE_OF_ADDRESS } from './limits/limiter.ts';
import { keepFilesPrivate } from './startup/private-files.ts';
import { startIndexing } from './search/start-indexing.ts';
import { StartupError } from './errors/startup-error.ts';
import { createModelTitles } from './titles/model-titles.ts';
import { createThreadCopier } from './versions/thread-copier.ts';

const PYTHON_PACKAGES = packagePath('node_modules/.cache/symposium-python-packages');

const UNKNOWN_PROXY =
  'A proxy on this machine forwards requests, and all of them count as one client: set TRUSTED_PROXIES=127.0.0.1 if it is yours.';

/** An open hub that does not listen on a port yet. */
export interface Hub {
  readonly app: Hono<HubEnv>;
  readonly provider: Provider;
  /** Logs an error for the operator. */
  readonly report: (problem: string, error: unknown) => void;
  /** Logs a warning for the operator. */
  readonly warn: (message: string) => void;
  /** Resolves with the reason when the hub must exit, because another hub has taken its database. */
  readonly lost: Promise<string>;
  /** Requests the list of models from the model server, and logs the result. Never throws. */
  checkModel(): Promise<void>;
  /** Ends the active runs and closes the database. */
  close(): Promise<void>;
}

/**
 * Opens a hub. This is the only place where its drivers are chosen and its parts are connected.
 * @param port the port that the hub listens on
 * @throws StartupError
 */
export async function openHub(config: Config, port: number): Promise<Hub> {
  try {
    return await connectParts(config, port);
  } catch (error) {
    if (!isDatabaseUnavailable(error))
      throw error instanceof DrizzleQueryError ? damagedDatabase(config, error) : error;
    throw new StartupError(
      'The connection to the database in DATABASE_URL was lost during the start: check that the server runs.',
      { cause: error },
    );
  }
}

function damagedDatabase({ databaseUrl, dataDir }: Config, error: DrizzleQueryError): StartupError {
  const which = databaseUrl ? 'in DATABASE_URL' : `in ${dataDir}`;
  return new StartupError(
    `The database ${which} cannot be used (${error.cause?.message ?? error.message}): restore it from a copy, or choose another one.`,
    { cause: error },
  );
}

async function connectParts(config: Config, port: number): Promise<Hub> {
  const logger = createLogger({ level: config.logLevel });
  const { warn, report } = createReports(logger);
  const metrics = createMetrics();
  const agents = await openAgents(config, warn);
  const data = join(config.dataDir, 'pglite');
  keepFilesPrivate(data);
  const confinement = await openConfinement({
    mode: config.agentSandbox,
    limits: config.agentLimits,
    hidden: [data, resolve('.env'), ...(config.mcp.file === null ? [] : [config.mcp.file])],
    covered: [config.dataDir, ...(config.agentsDir ? [config.agentsDir] : [])],
    needed: [
      ...NEEDED_FOR_MODULES,
      ...(agents.list().some(({ kind }) => kind === 'python') ? await neededForPython() : []),
    ],
    inform: (message) => logger.info(message),
    warn,
  });
  const provider = countCompletions(openProvider(config), metrics.modelRequest);
  const database = await openDatabase(config, { warn, report });
  const { db, kind, availability } = database;
  const disk = await watchDisk(config, report);
  const onWritten = ({ event }: LogEntry) => metrics.deltas(isDeltaEvent(event) ? 1 : 0);
  const log = withUnwrittenEnds(createDatabaseLog(db, onWritten, availability), db, disk);
  const guessLimiter = createGuessLimiter();
  const accounts = await availability.withRetry(() => openAccounts(db, config.tokens, guessLimiter));
  const accountEvents = createAccountEvents();
  const runTokens = createRunTokens();
  const titles =
    config.modelTitles && provider.kind !== 'practice'
      ? createModelTitles({ db, agents, provider, accountEvents, report })
      : null;
  const runsPerAddress = createRunsPerAddress(config.maxRuns * SHARE_OF_ADDRESS);
  const processes = createModuleProcessPool({
    confinement,
    agentFolders: agentFolders(config),
    compiled: createCompiledModules(packagePath('node_modules/.cache/symposium-agents')),
    environment: config.agentVariables,
    longestFrame: config.maxBody,
  });
  const threadCopier = createThreadCopier({ db, accountEvents, report });
  const childRuns = createChildRuns({ db, agents, runner: () => runner, runTokens, threadCopier, report });
  const runner: Runner = createRunner({
    db,
    availability,
    log,
    agents,
    runModule: processes.runModule,
    provider,
    mcpServers: createMcpServers({
      servers: config.mcp.servers,
      proxies: config.proxies,
      timeout: config.mcpTimeout,
      report,
    }),
    runTokens,
    agentCalls: childRuns,
    confinement,
    agentSlots: createAgentSlots(config.agentsAtOnce),
    accountEvents,
    hubUrl: urlOfThisMachine(config.host, port),
    agentVariables: config.agentVariables,
    mayExecute: config.mayExecute,
    packages: config.installsRequirements ? createPythonPackages(PYTHON_PACKAGES) : null,
    contextCharacters: config.contextCharacters,
    runTimeout: config.runTimeout,
    answerTimeout: config.answerTimeout,
    maxRuns: config.maxRuns,
    observers: [
      watchRuns(logger, metrics),
      runsPerAddress.observer,
      childRuns.observer,
      ...(titles ? [titles] : []),
    ],
    report,
  });
  disk.onFull(() => {
    warn('The disk is full. Active runs end, and nothing is saved until there is space.');
    runner.stopForFullDisk();
  });
  await runner.recover();
  const fanOut = createFanOut({
    db,
    log,
    limits: { keepAliveInterval: config.keepAliveInterval },
    watch: watchStreams(logger, metrics),
    report,
  });
  const closing = new AbortController();
  const sweeping = startSweeping({ db, log, accounts, retention: config.logRetention, report });
  const indexing = startIndexing(db, disk, report);
  const model = { provider: provider.kind, name: provider.defaultModel };
  const health = { status: 'ok', version: packageJson.version, database: kind, model } as const;
  const { host, corsOrigins, maxBody, maxStreams, maxCompletions, keepAliveInterval } = config;
  const limits = {
    host,
    port,
    corsOrigins,
    maxBody,
    maxStreams,
    maxCompletions,
    keepAliveInterval,
    requests: REQUEST_LIMITS,
  };
  processes.keepSpares();
  return {
    app: createApp({
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
      metrics,
      logger,
      health,
      addresses: createClientAddresses(config.trustedProxies, () => warn(UNKNOWN_PROXY)),
      limits,
      report,
    }),
    provider,
    report,
    warn,
    lost: availability.lost,
    checkModel: () => checkModel(provider, logger, closing.signal),
    async close() {
      closing.abort();
      availability.stopWaiting();
      childRuns.close();
      await runner.close();
      await processes.close();
      await titles?.close();
      fanOut.close();
      await sweeping.stop();
      await indexing.stop();
      await disk.stop();
      await database.close();
    },
  };
}

/**
 * Returns the URL of the hub for processes on this machine. A hub that listens on all addresses is at the loopback
 * address.
 */
function urlOfThisMachine(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${isIPv6(reachable) ? `[${reachable}]` : reachable}:${port}`;
}

function openDatabase(
  { databaseUrl, dataDir, copiesBeforeMigration }: Config,
  { warn, report }: Reports,
): Promise<OpenDatabase> {
  if (!databaseUrl) {
    return openPglite(dataDir, {
      keepsCopy: copiesBeforeMigration,
      onCopy: (path) =>
        warn(`The database is being migrated to this version. A copy from before is in ${path}.`),
      onPanic(reason) {
        printError(reason);
        process.exit(1);
      },
    });
  }
  return openPostgres(
    databaseUrl,
    (error) => report('A connection to the database was lost', error),
    () => warn('The database is available again.'),
  );
}

function watchDisk({ databaseUrl, dataDir }: Config, report: Reports['report']): Promise<DiskSpace> {
  return databaseUrl ? watchServerSpace(report) : watchDataFolderSpace(dataDir, report);
}

function openProvider(config: Config): Provider {
  const { model, proxies, contextCharacters, practiceTokensPerSecond, runTimeout } = config;
  return model
    ? createOpenAiProvider({ ...model, proxies, contextCharacters, answerTimeout: runTimeout })
    : createPracticeProvider({ tokensPerSecond: practiceTokensPerSecond });
}
