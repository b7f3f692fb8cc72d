import type { Command } from './sandbox.ts';

/** Returns a command that runs a shell script. The script gets the given command and its arguments as `"$@"`. */
export function inShell(script: string, command: string, ...args: readonly string[]): Command {
  return { command: '/bin/sh', args: ['-c', script, 'agent', command, ...args] };
}

/**
 * Returns a command that starts the supervisor of a sandbox, which then ignores SIGTERM. Otherwise, the agent would be
 * killed before it can end by itself. Child processes inherit ignored signals: `run_agent.py` restores SIGTERM, as Node
 * does.
 */
export function survivingTerm(command: string, ...args: readonly string[]): Command {
  return inShell(`trap '' TERM; exec "$@"`, command, ...args);
}

/** Returns arguments that change to a folder that only the current user may enter, and then run the command. */
export function inFolder(folder: string, command: string, args: readonly string[]): string[] {
  return ['/bin/sh', '-c', 'cd "$0" && exec "$@"', folder, command, ...args];
}

/** Returns arguments that run the command as another user, without capabilities. */
export function asUser(user: number, ...command: readonly string[]): string[] {
  const identity = [`--reuid=${user}`, `--regid=${user}`, '--clear-groups'];
  return ['setpriv', ...identity, ...WITHOUT_CAPABILITIES, ...command];
}

/** Arguments of `setpriv` that drop all capabilities, also for child processes. */
export const WITHOUT_CAPABILITIES = ['--no-new-privs', '--inh-caps=-all', '--bounding-set=-all'];
