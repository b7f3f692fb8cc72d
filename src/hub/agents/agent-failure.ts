import type { AgentFrame } from '../../agents/process/frames.ts';
import { DatabaseUnavailableError } from '../db/database-unavailable.ts';
import { type ErrorCode, ProviderError } from '../providers/provider.ts';
import { type AgentLimits, type LimitName, limitExceeded } from './limits/agent-limits.ts';
import type { ProcessExit } from './process-group.ts';

const ERROR_CODES: readonly string[] = [
  'server_error',
  'rate_limit_exceeded',
  'invalid_prompt',
] satisfies ErrorCode[];

/** V8 prints this before it ends a process whose heap is full. */
const HEAP_IS_FULL = 'JavaScript heap out of memory';

/**
 * Node's exit status if only an unsettled promise is left. The channel is then closed: an open channel would keep the
 * process alive.
 */
const NOTHING_TO_WAIT_FOR = 13;

/** Creates the error of an agent whose channel is closed. */
export function channelClosed(): Error {
  return new Error('its process closed the channel to the hub');
}

/**
 * Returns the error that an agent threw. If the agent had received it from the hub, it gets its original class again.
 */
export function thrownByAgent({ error, isFromHub, place }: Extract<AgentFrame, { type: 'threw' }>): Error {
  const { name, code, reason } = error;
  const message = shorten(error.message); // always, because `isFromHub` is not trustworthy
  if (!isFromHub) return new Error(message + (place === null ? '' : ` (${place})`));
  if (name === 'DatabaseUnavailableError') return new DatabaseUnavailableError(message);
  if (name !== 'ProviderError') return new Error(message);
  const isKnown = code !== undefined && ERROR_CODES.includes(code);
  return new ProviderError(
    message,
    reason === 'silent' ? 'silent' : 'failed',
    isKnown ? (code as ErrorCode) : 'server_error',
  );
}

/**
 * Returns the reason why the process of a TypeScript agent exited before the agent returned.
 * @param stderr the end of its stderr
 * @param limits the limits that applied
 */
export function moduleFailure(
  { code, signal, limit }: ProcessExit,
  stderr: string,
  limits: AgentLimits,
): Error {
  if (limit) return new Error(limitExceeded(limit, limits));
  if (code !== 0 && stderr.includes(HEAP_IS_FULL)) return new Error(limitExceeded('memory', limits));
  if (code === NOTHING_TO_WAIT_FOR) return channelClosed();
  if (signal) return new Error(`the agent's process was killed (${signal})`);
  const exited = `the agent's process exited with status ${code} before the agent had returned`;
  const lastLine = code === 0 ? undefined : stderr.trimEnd().split('\n').at(-1)?.trim();
  return new Error(lastLine ? `${exited}: ${shorten(lastLine)}` : exited);
}

/** The exit status of `run_agent.py` when the agent raised an exception. */
const CRASHED = 70;

const HEADER = 'Traceback (most recent call last):';
const MARGIN = /^ *[|+] /;

/**
 * Returns the reason why the process of a Python agent failed, in one line: the exception, or how the process ended.
 * Null if the process did not fail.
 * @param stderr the end of its stderr
 * @param limits the limits that applied
 */
export function pythonFailure(
  { code, signal }: Omit<ProcessExit, 'limit'>,
  stderr: string,
  limits: AgentLimits,
): Error | null {
  if (code === 0) return null;
  if (signal) return new Error(`the agent's process was killed (${signal})`);
  const raised = code === CRASHED ? raisedIn(stderr) : null;
  const lastLine = stderr.trimEnd().split('\n').at(-1)?.trim();
  const message = raised ?? lastLine ?? '';
  const limit = limitIn(message, stderr, limits);
  if (limit) return new Error(`${limit}: ${shorten(message)}`);
  if (raised !== null) return new Error(shorten(raised));
  const exited = `the agent's process exited with status ${code}`;
  return new Error(lastLine ? `${exited}: ${shorten(lastLine)}` : exited);
}

/** Creates the error of an interpreter that could not be started. */
export function startFailure(python: string, error: NodeJS.ErrnoException): Error {
  return new Error(
    error.code === 'ENOENT'
      ? `${python} was not found: install Python 3.8 or newer, and add it to the PATH of the hub`
      : `${python} could not be started: ${error.message}`,
    { cause: error },
  );
}

/**
 * Returns the line of the last traceback that names the exception: the first line that is not indented. In the
 * traceback of an exception group, every line has a margin, including the header.
 * Format: https://docs.python.org/3/library/traceback.html
 */
function raisedIn(stderr: string): string | null {
  const header = stderr.lastIndexOf(HEADER);
  if (header === -1) return null;
  const hasMargin = header > 0 && stderr[header - 1] !== '\n';
  const lines = stderr.slice(header + HEADER.length).split('\n');
  const unindented = lines.map((line) => (hasMargin ? line.replace(MARGIN, '') : line));
  return unindented.find((line) => /^\S/.test(line))?.trimEnd() ?? null;
}

/** Error messages of Python and Node for exceeded limits. */
const REFUSALS: readonly [RegExp, LimitName][] = [
  [/\bMemoryError\b|\bENOMEM\b|heap out of memory|Cannot allocate memory/, 'memory'],
  [/\bEMFILE\b|Too many open files/, 'openFiles'],
  [/\bEFBIG\b|File too large/, 'disk'],
  [/can't start new thread|\bspawn\b.*\bEAGAIN\b/, 'processes'],
];

/**
 * A process or thread that could not be started. A socket that is not ready causes the same message, so the function's
 * name is checked too.
 */
const NO_FORK = /\b(_?fork|_fork_exec|_start_new_thread)\([^]*Resource temporarily unavailable/;

/**
 * Returns the message of the limit that explains why an agent failed; null if no limit explains it.
 * @param raised the exception, in one line
 * @param stderr the end of its stderr
 */
function limitIn(raised: string, stderr: string, limits: AgentLimits): string | null {
  const refusal = REFUSALS.find(([words]) => words.test(raised));
  if (refusal) return limitExceeded(refusal[1], limits);
  return NO_FORK.test(stderr) ? limitExceeded('processes', limits) : null;
}

/** Maximum length of the reason of a failure, in characters. */
const MAX_LENGTH = 500;

/** Shortens a text that is too long for people to read. */
export function shorten(text: string): string {
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}…`;
}
