import type { AgentFrame } from '../../agents/process/frames.ts';
import { DatabaseAwayError } from '../db/is-away.ts';
import { type ErrorCode, ProviderError } from '../providers/provider.ts';
import { type AgentLimits, type LimitName, overLimit } from './limits/agent-limits.ts';
import type { ProcessExit } from './process-group.ts';

const ERROR_CODES: readonly string[] = [
  'server_error',
  'rate_limit_exceeded',
  'invalid_prompt',
] satisfies ErrorCode[];

/** What V8 writes before it ends a process whose heap is full. */
const HEAP_IS_FULL = 'JavaScript heap out of memory';

/** With this status Node ends a program that waits for what can never come: the channel is closed, or it would be waited for. */
const NOTHING_TO_WAIT_FOR = 13;

/** The process of an agent can no longer be spoken to. */
export function channelClosed(): Error {
  return new Error('its process closed its channel to the hub');
}

/** What an agent threw, as the hub takes it: what it got from the hub is what the hub gave it. */
export function thrownByAgent({ error, isFromHub, place }: Extract<AgentFrame, { type: 'threw' }>): Error {
  const { name, code, reason } = error;
  const message = shorten(error.message); // always: that it came from the hub is only what the agent says
  if (!isFromHub) return new Error(message + (place === null ? '' : ` (${place})`));
  if (name === 'DatabaseAwayError') return new DatabaseAwayError(message);
  if (name !== 'ProviderError') return new Error(message);
  const isKnown = code !== undefined && ERROR_CODES.includes(code);
  return new ProviderError(
    message,
    reason === 'silent' ? 'silent' : 'failed',
    isKnown ? (code as ErrorCode) : 'server_error',
  );
}

/**
 * Why the process of an agent ended by itself: before the agent had returned, whatever its status.
 * @param stderr the end of what it wrote there
 * @param limits those that it was held to
 */
export function moduleFailure(
  { code, signal, limit }: ProcessExit,
  stderr: string,
  limits: AgentLimits,
): Error {
  if (limit) return new Error(overLimit(limit, limits));
  if (code !== 0 && stderr.includes(HEAP_IS_FULL)) return new Error(overLimit('memory', limits));
  if (code === NOTHING_TO_WAIT_FOR) return channelClosed();
  if (signal) return new Error(`the agent's process was killed (${signal})`);
  const exited = `the agent's process exited with status ${code} before the agent had returned`;
  const lastLine = code === 0 ? undefined : stderr.trimEnd().split('\n').at(-1)?.trim();
  return new Error(lastLine ? `${exited}: ${shorten(lastLine)}` : exited);
}

/** With this status `run_agent.py` ends when the agent has raised something. */
const CRASHED = 70;

const HEADER = 'Traceback (most recent call last):';
const MARGIN = /^ *[|+] /;

/**
 * Why an agent's process failed, in one line: what it raised, else how it ended. Null where it did not fail.
 * @param stderr the end of what it wrote there
 * @param limits those that it was held to
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
  const said = raised ?? lastLine ?? '';
  const limit = limitBehind(said, stderr, limits);
  if (limit) return new Error(`${limit}: ${shorten(said)}`);
  if (raised !== null) return new Error(shorten(raised));
  const exited = `the agent's process exited with status ${code}`;
  return new Error(lastLine ? `${exited}: ${shorten(lastLine)}` : exited);
}

/** Why the interpreter could not even be started. */
export function startFailure(python: string, error: NodeJS.ErrnoException): Error {
  return new Error(
    error.code === 'ENOENT'
      ? `${python} was not found: install Python 3.8 or newer, so that the hub finds it on its PATH`
      : `${python} could not be started: ${error.message}`,
    { cause: error },
  );
}

/**
 * The line of the last traceback that names the exception: the first that is not indented. In a traceback of a
 * group of exceptions every line has a margin, the header too.
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

/** What programs say that were refused what they asked for, in Python's words and in Node's. */
const REFUSALS: readonly [RegExp, LimitName][] = [
  [/\bMemoryError\b|\bENOMEM\b|heap out of memory|Cannot allocate memory/, 'memory'],
  [/\bEMFILE\b|Too many open files/, 'openFiles'],
  [/\bEFBIG\b|File too large/, 'disk'],
  [/can't start new thread|\bspawn\b.*\bEAGAIN\b/, 'processes'],
];

/** A socket that is not ready says the same. */
const NO_FORK = /\b(_?fork|_fork_exec|_start_new_thread)\([^]*Resource temporarily unavailable/;

/**
 * The limit that explains why an agent failed; null where none does.
 * @param raised what it raised, in one line
 * @param stderr the end of what it wrote there
 */
function limitBehind(raised: string, stderr: string, limits: AgentLimits): string | null {
  const refusal = REFUSALS.find(([words]) => words.test(raised));
  if (refusal) return overLimit(refusal[1], limits);
  return NO_FORK.test(stderr) ? overLimit('processes', limits) : null;
}

/** The longest reason why an agent failed, in characters. */
const LONGEST = 500;

/** Cuts a text that is too long for a person to read. */
export function shorten(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
