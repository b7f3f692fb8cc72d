import type { AgentLimits } from './limits/agent-limits.ts';
import { limitBehind } from './limits/failed-by-limit.ts';
import type { ProcessExit } from './process-group.ts';
import { shortened } from './shortened.ts';

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
  if (limit) return new Error(`${limit}: ${shortened(said)}`);
  if (raised !== null) return new Error(shortened(raised));
  const exited = `the agent's process exited with status ${code}`;
  return new Error(lastLine ? `${exited}: ${shortened(lastLine)}` : exited);
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
