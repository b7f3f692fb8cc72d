import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { StartupError } from './startup-error.ts';

/** How a hub is set up. Times are in milliseconds, paths absolute. */
export interface Config {
  host: string;
  port: number;
  dataDir: string;
  databaseUrl: string | null;
  agentsDir: string | null;
  /** Null: the practice model answers. */
  model: { baseUrl: string; apiKey: string | null; name: string | null; idleTimeout: number } | null;
  practiceTokensPerSecond: number;
  runTimeout: number;
  logRetention: number;
}

/** Node's fetch gives up on a silent server by itself after so many seconds. */
const LONGEST_FETCH_WAIT = 300;
/** Variables that may hold a secret: a complaint does not repeat them. */
const SECRETS = new Set(['MODEL_API_KEY', 'MODEL_BASE_URL', 'DATABASE_URL']);

const text = z.string().trim().min(1);

function url(...protocols: string[]) {
  const isOfProtocol = (value: string) => URL.canParse(value) && protocols.includes(new URL(value).protocol);
  return text.refine(
    isOfProtocol,
    `must be an address that starts with ${protocols.map((one) => `${one}//`).join(' or ')}`,
  );
}

function number(from: number, to: number, fallback: number) {
  return z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'must be a number')
    .transform(Number)
    .pipe(z.number().min(from, `must be at least ${from}`).max(to, `must be at most ${to}`))
    .default(fallback);
}

const ONE_DAY = 86_400;
const seconds = (fallback: number, most = ONE_DAY) =>
  number(1, most, fallback).transform((value) => value * 1000);

function holdsNoSecret(address: string): boolean {
  if (!URL.canParse(address)) return true; // it is refused for that
  const { username, password } = new URL(address);
  return username === '' && password === '';
}

const environmentSchema = z.object({
  HOST: text
    .refine((host) => isIP(host) !== 0 || host === 'localhost', 'must be an IP address or localhost')
    .default('127.0.0.1'),
  PORT: number(0, 65_535, 3000).refine(Number.isInteger, 'must be a whole number'),
  DATA_DIR: text.default('.data'),
  DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  AGENTS_DIR: text.optional(),
  MODEL_BASE_URL: url('http:', 'https:')
    .refine(holdsNoSecret, 'must not hold a user or a password: set MODEL_API_KEY instead')
    .optional(),
  MODEL_API_KEY: text.optional(),
  MODEL_NAME: text.optional(),
  MODEL_IDLE_TIMEOUT_SECONDS: seconds(60, LONGEST_FETCH_WAIT),
  PRACTICE_TOKENS_PER_SECOND: number(1, 1_000_000, 60),
  RUN_TIMEOUT_SECONDS: seconds(600),
  LOG_RETENTION_SECONDS: seconds(600),
});

/**
 * Reads the environment, and `.env` in the working folder for what is not set there.
 * @throws StartupError that names the variable which is wrong
 */
export function readConfig(): Config {
  try {
    if (existsSync('.env')) process.loadEnvFile('.env');
  } catch (error) {
    throw new StartupError(`.env cannot be read (${(error as Error).message}): mend it, or take it away.`);
  }
  return parseConfig(process.env);
}

/**
 * The configuration that these variables make; an empty one counts as not set.
 * @throws StartupError that names the variable which is wrong
 */
export function parseConfig(environment: Record<string, string | undefined>): Config {
  const set = Object.entries(environment).filter(([, value]) => value?.trim());
  const parsed = environmentSchema.safeParse(Object.fromEntries(set));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    const name = String(path[0]);
    const shown = SECRETS.has(name) ? '' : `, but is "${environment[name]}"`;
    throw new StartupError(`${name} ${message}${shown}.`);
  }
  const values = parsed.data;
  for (const name of ['MODEL_API_KEY', 'MODEL_NAME'] as const) {
    if (values[name] && !values.MODEL_BASE_URL) {
      throw new StartupError(
        `${name} is set, but not MODEL_BASE_URL: set it to the model server's address, such as https://api.openai.com/v1.`,
      );
    }
  }
  return {
    host: values.HOST,
    port: values.PORT,
    dataDir: resolve(values.DATA_DIR),
    databaseUrl: values.DATABASE_URL ?? null,
    agentsDir: values.AGENTS_DIR ? resolve(values.AGENTS_DIR) : null,
    model: values.MODEL_BASE_URL
      ? {
          baseUrl: values.MODEL_BASE_URL.replace(/\/+$/, ''),
          apiKey: values.MODEL_API_KEY ?? null,
          name: values.MODEL_NAME ?? null,
          idleTimeout: values.MODEL_IDLE_TIMEOUT_SECONDS,
        }
      : null,
    practiceTokensPerSecond: values.PRACTICE_TOKENS_PER_SECOND,
    runTimeout: values.RUN_TIMEOUT_SECONDS,
    logRetention: values.LOG_RETENTION_SECONDS,
  };
}
