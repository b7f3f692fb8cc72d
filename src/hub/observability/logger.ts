import { isatty } from 'node:tty';
import { destination as openDestination, pino, stdTimeFunctions } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { showControlsInLine } from '../../protocol/show-controls.ts';
import { serializeError } from './serialize-error.ts';

export type { Logger } from 'pino';

/** The values of `LOG_LEVEL`, the quietest first. */
export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** The functions with which parts of the hub report problems. */
export interface Reports {
  /** Logs a problem that the operator has to fix. */
  warn(message: string): void;
  /** Logs an unexpected failure of the hub. */
  report(problem: string, error: unknown): void;
}

interface LoggerOptions {
  level: LogLevel;
  /** Standard error by default. */
  destination?: DestinationStream;
  /** Whether the log is for people to read; by default, whether standard error is a terminal. */
  isTerminal?: boolean;
}

const STANDARD_ERROR = 2;

/** Characters that JSON does not escape, and that control a terminal or change the writing direction. */
const UNESCAPED = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const SECRETS = [
  'authorization',
  'cookie',
  'set-cookie',
  'token',
  'apiKey',
  'api_key',
  'x-api-key',
  'password',
  'secret',
];

/**
 * Creates the hub's log: one line of JSON per entry, or a readable line on a terminal. Entries are written before the
 * call returns, so that none is lost when the process ends. Text of people, models and agents is escaped: it cannot
 * control a terminal or forge a line.
 */
export function createLogger({ level, destination, isTerminal }: LoggerOptions): Logger {
  const output = destination ?? openDestination({ dest: STANDARD_ERROR, sync: true });
  return pino(
    {
      level,
      base: null,
      messageKey: 'message',
      errorKey: 'error',
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: (error: unknown) => serializeError(error) },
      redact: { paths: SECRETS.flatMap(placesOf), censor: '[redacted]' },
    },
    (isTerminal ?? isatty(STANDARD_ERROR)) ? readable(output) : escaped(output),
  );
}

/** Creates reports that are written to this log. */
export function createReports(logger: Logger): Reports {
  return {
    warn: (message) => logger.warn(message),
    report: (problem, error) => logger.error({ error }, problem),
  };
}

/** Returns the paths at which an entry is likely to contain a secret of this name. */
function placesOf(name: string): string[] {
  const key = `["${name}"]`;
  return [key, `*${key}`, `*.*${key}`];
}

/** Returns an output for programs. It escapes control characters, because people look at these lines too. */
function escaped(output: DestinationStream): DestinationStream {
  return { write: (line) => output.write(escapeControls(line)) };
}

/**
 * Returns an output for people. It is not a transport of pino: transports write from a worker thread, and find their
 * modules by name.
 */
function readable(output: DestinationStream): DestinationStream {
  const format = prettyFactory({
    colorize: process.stderr.isTTY && process.stderr.hasColors(),
    translateTime: 'SYS:HH:MM:ss',
    messageKey: 'message',
    errorLikeObjectKeys: ['error'],
    ignore: 'method,path,status', // the message of an access line contains them
    singleLine: true,
  });
  return { write: (line) => output.write(format(readableEntry(JSON.parse(line)) as object)) };
}

/** Escapes the characters of `UNESCAPED` in a line of JSON. The JSON keeps its meaning. */
function escapeControls(json: string): string {
  return json.replace(UNESCAPED, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Returns an entry for people: each text is one line, except stacks of errors. */
function readableEntry(entry: unknown): unknown {
  if (typeof entry === 'string') return showControlsInLine(entry);
  if (Array.isArray(entry)) return entry.map(readableEntry);
  if (typeof entry !== 'object' || entry === null) return entry;
  const { message, stack } = entry as { message?: unknown; stack?: unknown };
  const escapedEntry = Object.fromEntries(
    Object.entries(entry).map(([name, value]) => [showControlsInLine(name), readableEntry(value)]),
  );
  return typeof stack === 'string'
    ? { ...escapedEntry, stack: readableStack(stack, String(message)) }
    : escapedEntry;
}

/**
 * Returns a stack for people. A stack begins with the message. The line breaks in the message are escaped; the other
 * line breaks are kept.
 */
function readableStack(stack: string, message: string): string {
  return stack
    .replace(message, () => showControlsInLine(message))
    .split('\n')
    .map(showControlsInLine)
    .join('\n');
}
