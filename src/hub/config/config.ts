import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { HubToken } from '../accounts/accounts.ts';
import { parseTokens } from '../accounts/parse-tokens.ts';
import { AGENT_ENVIRONMENT_SCHEMA, agentSettings, type AgentSettings } from '../agents/agent-settings.ts';
import { hasNoCredentials, number, seconds, text, url, whole } from './config-values.ts';
import { eraseVariables } from './erase-variables.ts';
import { headerName, headerValue, parseHeaders } from './http-headers.ts';
import { LOG_LEVELS, type LogLevel } from '../observability/logger.ts';
import type { Proxies } from '../net/proxy-dispatcher.ts';
import { parseProxies } from '../http/security/client-address.ts';
import { originListSchema } from './origin-list.ts';
import { StartupError } from '../errors/startup-error.ts';

/** The configuration of a hub. Times are in milliseconds, paths absolute. */
export interface Config extends AgentSettings {
  host: string;
  port: number;
  dataDir: string;
  databaseUrl: string | null;
  /** Whether the embedded database is copied before a new version migrates it. */
  copiesBeforeMigration: boolean;
  agentsDir: string | null;
  /** Null for the practice model. */
  model: ModelConfig | null;
  /** Proxies to model servers and MCP servers. */
  proxies: Proxies;
  /** Maximum size of a conversation that is sent to a model, in characters. */
  contextCharacters: number;
  /** Whether the model writes the titles of threads. */
  modelTitles: boolean;
  practiceTokensPerSecond: number;
  runTimeout: number;
  /** Maximum time that a run waits for answers of the person, in milliseconds. */
  answerTimeout: number;
  /** Interval between the keep-alives of a stream without data. */
  keepAliveInterval: number;
  logRetention: number;
  /** Empty if no sign-in is needed. */
  tokens: readonly HubToken[];
  /** Origins of the pages that may use the hub, besides the hub's own page. */
  corsOrigins: readonly string[];
  /** Proxies whose `X-Forwarded-For` is trusted: addresses and networks. */
  trustedProxies: readonly string[];
  /** Maximum numbers of open connections. */
  maxConnections: number;
  maxConnectionsPerAddress: number;
  /** Maximum numbers per account at once. */
  maxRuns: number;
  maxStreams: number;
  maxCompletions: number;
  /** In bytes. */
  maxBody: number;
  logLevel: LogLevel;
  /** Variables that agents get in their `env_vars`. */
  agentVariables: Readonly<Record<string, string>>;
}

/** A model server, and how to reach it. */
export interface ModelConfig {
  baseUrl: string;
  apiKey: string | null;
  /** Null for `Authorization: Bearer …`. */
  apiKeyHeader: string | null;
  /** Further headers of each request. */
  headers: Readonly<Record<string, string>>;
  name: string | null;
  /** Maximum time without data in a stream that has begun. */
  idleTimeout: number;
}

/** Standard proxy variables, in upper or lower case. Lower case takes precedence. */
const PROXY_NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
/**
 * Variables that may contain a secret. Error messages do not repeat their values, and the hub removes them from its
 * environment.
 */
const SECRETS = new Set([
  'MODEL_API_KEY',
  'MODEL_BASE_URL',
  'MODEL_HEADERS',
  'DATABASE_URL',
  'HUB_TOKENS',
  ...PROXY_NAMES,
]);
/** The prefix of variables for agents in the hub's own environment. */
const AGENT_VARIABLE = /^AGENT_ENV_(.+)$/;

/** Schema of a proxy's URL. As in most programs, host and port alone are accepted. */
const proxy = text
  .transform((value) => (value.includes('://') ? value : `http://${value}`))
  .pipe(url('http:', 'https:', 'socks5:'));

/** Creates a schema that parses a text with this function. The error of the function says what is wrong. */
function parsedBy<Value>(parse: (value: string) => Value) {
  return text.transform((value, context) => {
    try {
      return parse(value);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });
}

/** Whether the address can be reached only from this machine. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

const environmentSchema = z.object({
  HOST: text
    .refine((host) => isIP(host) !== 0 || host === 'localhost', 'must be an IP address or localhost')
    .default('127.0.0.1'),
  PORT: whole(0, 65_535, 3000),
  DATA_DIR: text.default('.data'),
  DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  COPY_BEFORE_MIGRATION: z.enum(['on', 'off'], 'must be on or off').default('on'),
  AGENTS_DIR: text.optional(),
  ...AGENT_ENVIRONMENT_SCHEMA,
  MODEL_BASE_URL: url('http:', 'https:')
    .refine(hasNoCredentials, 'must not contain a user or a password: set MODEL_API_KEY instead')
    .optional(),
  MODEL_API_KEY: headerValue.optional(),
  MODEL_API_KEY_HEADER: headerName.optional(),
  MODEL_HEADERS: parsedBy(parseHeaders).optional(),
  MODEL_NAME: text.optional(),
  MODEL_IDLE_TIMEOUT_SECONDS: seconds(120, 900),
  MODEL_CONTEXT_CHARACTERS: whole(1_000, 100_000_000, 400_000),
  MODEL_TITLES: z.enum(['on', 'off'], 'must be on or off').default('on'),
  PRACTICE_TOKENS_PER_SECOND: number(1, 1_000_000, 60),
  RUN_TIMEOUT_SECONDS: seconds(600),
  ANSWER_TIMEOUT_SECONDS: seconds(3600),
  KEEP_ALIVE_SECONDS: seconds(15, 300),
  LOG_RETENTION_SECONDS: seconds(600),
  HUB_TOKENS: parsedBy(parseTokens).optional(),
  CORS_ORIGINS: originListSchema.optional(),
  TRUSTED_PROXIES: parsedBy(parseProxies).optional(),
  MAX_CONNECTIONS: whole(10, 1_000_000, 10_000),
  MAX_CONNECTIONS_PER_ADDRESS: whole(10, 1_000_000, 1_000),
  MAX_RUNS_PER_ACCOUNT: whole(1, 100_000, 20),
  MAX_STREAMS_PER_ACCOUNT: whole(1, 1_000_000, 200),
  MAX_COMPLETIONS_PER_ACCOUNT: whole(1, 100_000, 40),
  MAX_BODY_MEGABYTES: number(0.1, 100, 16),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  HTTP_PROXY: proxy.optional(),
  HTTPS_PROXY: proxy.optional(),
  NO_PROXY: text.optional(),
});

/**
 * Reads the environment, and `.env` in the working folder for variables that are not set there.
 * @throws StartupError that names the variable that is wrong
 */
export function readConfig(): Config {
  try {
    if (existsSync('.env')) process.loadEnvFile('.env');
  } catch (error) {
    throw new StartupError(`.env cannot be read (${(error as Error).message}): fix it, or remove it.`);
  }
  return parseConfig(process.env);
}

/** Removes secrets from the environment. Not called in development, where the configuration is read again. */
export function eraseSecrets({ mcp }: Config): void {
  const isSecret = (name: string) =>
    SECRETS.has(name.toUpperCase()) || AGENT_VARIABLE.test(name) || mcp.variables.includes(name);
  eraseVariables(Object.keys(process.env).filter(isSecret));
}

/**
 * Parses the configuration from variables. An empty variable counts as not set.
 * @throws StartupError that names the variable that is wrong
 */
export function parseConfig(environment: Record<string, string | undefined>): Config {
  const lower = PROXY_NAMES.map((name) => [name, environment[name.toLowerCase()]] as const);
  const set = [...Object.entries(environment), ...lower].filter(([, value]) => value?.trim());
  const parsed = environmentSchema.safeParse(Object.fromEntries(set));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    const name = String(path[0]);
    const shown = SECRETS.has(name) ? '' : `, but is "${environment[name]}"`;
    throw new StartupError(`${name} ${message}${shown}.`);
  }
  const values = parsed.data;
  for (const name of ['MODEL_API_KEY', 'MODEL_API_KEY_HEADER', 'MODEL_HEADERS', 'MODEL_NAME'] as const) {
    if (values[name] && !values.MODEL_BASE_URL) {
      throw new StartupError(
        `${name} is set, but MODEL_BASE_URL is not: set it to the model server's address, such as https://api.openai.com/v1.`,
      );
    }
  }
  if (!values.HUB_TOKENS && !isLoopback(values.HOST)) {
    throw new StartupError(
      `HOST ${values.HOST} can be reached from other machines, but there is no sign-in: set HUB_TOKENS to name:token pairs, or leave HOST at 127.0.0.1.`,
    );
  }
  return {
    host: values.HOST,
    port: values.PORT,
    dataDir: resolve(values.DATA_DIR),
    databaseUrl: values.DATABASE_URL ?? null,
    copiesBeforeMigration: values.COPY_BEFORE_MIGRATION === 'on',
    agentsDir: values.AGENTS_DIR ? resolve(values.AGENTS_DIR) : null,
    model: values.MODEL_BASE_URL
      ? {
          baseUrl: values.MODEL_BASE_URL.replace(/(?<!\/)\/+$/, ''),
          apiKey: values.MODEL_API_KEY ?? null,
          apiKeyHeader: values.MODEL_API_KEY_HEADER ?? null,
          headers: values.MODEL_HEADERS ?? {},
          name: values.MODEL_NAME ?? null,
          idleTimeout: values.MODEL_IDLE_TIMEOUT_SECONDS,
        }
      : null,
    proxies: {
      http: values.HTTP_PROXY ?? '',
      https: values.HTTPS_PROXY ?? '',
      except: values.NO_PROXY ?? '',
    },
    contextCharacters: values.MODEL_CONTEXT_CHARACTERS,
    modelTitles: values.MODEL_TITLES === 'on',
    practiceTokensPerSecond: values.PRACTICE_TOKENS_PER_SECOND,
    runTimeout: values.RUN_TIMEOUT_SECONDS,
    answerTimeout: values.ANSWER_TIMEOUT_SECONDS,
    keepAliveInterval: values.KEEP_ALIVE_SECONDS,
    logRetention: values.LOG_RETENTION_SECONDS,
    tokens: values.HUB_TOKENS ?? [],
    corsOrigins: values.CORS_ORIGINS ?? [],
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    maxConnections: values.MAX_CONNECTIONS,
    maxConnectionsPerAddress: values.MAX_CONNECTIONS_PER_ADDRESS,
    maxRuns: values.MAX_RUNS_PER_ACCOUNT,
    maxStreams: values.MAX_STREAMS_PER_ACCOUNT,
    maxCompletions: values.MAX_COMPLETIONS_PER_ACCOUNT,
    maxBody: Math.round(values.MAX_BODY_MEGABYTES * 1_000_000),
    logLevel: values.LOG_LEVEL,
    ...agentSettings(values, environment),
    agentVariables: Object.fromEntries(
      Object.entries(environment).flatMap(([name, value]) => {
        const key = AGENT_VARIABLE.exec(name)?.[1];
        return key === undefined || value === undefined ? [] : [[key, value]];
      }),
    ),
  };
}
