import { isatty } from 'node:tty';
import { destination as openDestination, pino, stdTimeFunctions } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { showControlsInLine } from '../../protocol/show-controls.ts';
import { serializeError } from './serialize-error.ts';

export type { Logger } from 'pino';

/** The values of `LOG_LEVEL`, from the quietest on. */
export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** What the parts of the hub say what has gone wrong to. */
export interface Reports {
  /** What the operator has to see to. */
  warn(message: string): void;
  /** What failed and is nobody's mistake but the hub's. */
  report(problem: string, error: unknown): void;
}

interface LoggerOptions {
  level: LogLevel;
  /** Standard error, if it is left out. */
  destination?: DestinationStream;
  /** Whether a person reads along; if it is left out, whether standard error is a terminal. */
  isTerminal?: boolean;
}

const STANDARD_ERROR = 2;

/** What JSON leaves as it is, and a terminal that shows a log obeys, or shows from right to left. */
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
 * The hub's log: a line of JSON per entry, or a line to read on a terminal. Entries are written before the
 * call returns, so that none is lost when the process ends. What people, models and agents have written commands
 * no terminal that shows it, and makes no line of its own.
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

/** The reports that go to this log. */
export function createReports(logger: Logger): Reports {
  return {
    warn: (message) => logger.warn(message),
    report: (problem, error) => logger.error({ error }, problem),
  };
}

/** A secret by its name, wherever an entry is likely to hold it. */
function placesOf(name: string): string[] {
  const key = `["${name}"]`;
  return [key, `*${key}`, `*.*${key}`];
}

/** For programs; but people look at these lines, too. */
function escaped(output: DestinationStream): DestinationStream {
  return { write: (line) => output.write(escapeControls(line)) };
}

/** For people. It is no transport of pino's: those write from a thread, and find their modules by name. */
function readable(output: DestinationStream): DestinationStream {
  const format = prettyFactory({
    colorize: process.stderr.isTTY && process.stderr.hasColors(),
    translateTime: 'SYS:HH:MM:ss',
    messageKey: 'message',
    errorLikeObjectKeys: ['error'],
    ignore: 'method,path,status', // an access line's message holds them
    singleLine: true,
  });
  return { write: (line) => output.write(format(readableEntry(JSON.parse(line)) as object)) };
}

/** A line of JSON with these characters as escapes: it means the same. */
function escapeControls(json: string): string {
  return json.replace(UNESCAPED, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** An entry to be read by people: all of its texts are of one line, apart from the stacks of errors. */
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

/** A stack begins with the message, whose own line ends are none of its. */
function readableStack(stack: string, message: string): string {
  return stack
    .replace(message, () => showControlsInLine(message))
    .split('\n')
    .map(showControlsInLine)
    .join('\n');
}
