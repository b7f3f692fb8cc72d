import type { Hono } from 'hono';
import packageJson from '../../package.json' with { type: 'json' };
import { readAgents } from './agents/agent-catalog.ts';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import type { OpenDatabase } from './db/database.ts';
import { openPglite } from './db/open-pglite.ts';
import { openPostgres } from './db/open-postgres.ts';
import { createDatabaseLog } from './delta-log/database-log.ts';
import { startSweeping } from './delta-log/sweeping.ts';
import { packagePath } from './package-root.ts';
import { createOpenAiProvider } from './providers/openai-compatible/openai-provider.ts';
import { createPracticeProvider } from './providers/practice/practice-provider.ts';
import type { Provider } from './providers/provider.ts';
import { createRunner } from './runner/runner.ts';
import { StartupError } from './startup-error.ts';

/** A hub that works, short of a port to listen on. */
export interface Hub {
  readonly app: Hono;
  readonly provider: Provider;
  /** Ends the runs in flight, and lets go of the database. */
  close(): Promise<void>;
}

/**
 * Opens a hub: the only place where its parts are chosen and put together.
 * @throws StartupError
 */
export async function openHub(config: Config, warn: (message: string) => void): Promise<Hub> {
  const report = (problem: string, error: unknown) =>
    warn(`${problem}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const agents = await openAgents(config, warn);
  const provider = openProvider(config);
  const database = await openDatabase(config, report);
  const { db, kind } = database;
  const log = createDatabaseLog(db);
  const { runTimeout, logRetention } = config;
  const runner = createRunner({ db, log, agents, provider, runTimeout, report });
  await runner.recover();
  const sweeping = startSweeping(log, logRetention, report);
  const model = { provider: provider.kind, name: provider.defaultModel };
  const health = { status: 'ok', version: packageJson.version, database: kind, model } as const;
  return {
    app: createApp({ db, log, agents, provider, runner, health, report }),
    provider,
    async close() {
      await runner.close();
      await sweeping.stop();
      await database.close();
    },
  };
}

function openDatabase(
  config: Config,
  report: (problem: string, error: unknown) => void,
): Promise<OpenDatabase> {
  return config.databaseUrl
    ? openPostgres(config.databaseUrl, (error) => report('A connection to the database was lost', error))
    : openPglite(config.dataDir);
}

function openProvider({ model, practiceTokensPerSecond }: Config): Provider {
  return model
    ? createOpenAiProvider(model)
    : createPracticeProvider({ tokensPerSecond: practiceTokensPerSecond });
}

async function openAgents({ agentsDir }: Config, warn: (message: string) => void) {
  const roots = [packagePath('src/agents'), ...(agentsDir ? [agentsDir] : [])];
  try {
    return await readAgents(roots, (id, reason) => warn(`Agent ${id} is left out: ${reason}.`));
  } catch (error) {
    throw new StartupError(
      `The agents in ${agentsDir} cannot be read (${(error as Error).message}): set AGENTS_DIR to a folder that holds namespace/name/version folders.`,
    );
  }
}
