import type { Command } from './sandbox.ts';

/** Runs a shell script with the command as its arguments, `"$@"`. */
export function inShell(script: string, command: string, ...args: readonly string[]): Command {
  return { command: '/bin/sh', args: ['-c', script, 'agent', command, ...args] };
}

/**
 * Makes the supervisor of a sandbox ignore SIGTERM, otherwise the agent would be killed before it can end by itself. Child
 * processes inherit ignored signals: `run_agent.py` restores this one, as Node does.
 */
export function survivingTerm(command: string, ...args: readonly string[]): Command {
  return inShell(`trap '' TERM; exec "$@"`, command, ...args);
}

/** Changes to a folder that only the current user may enter, then runs the command. */
export function inFolder(folder: string, command: string, args: readonly string[]): string[] {
  return ['/bin/sh', '-c', 'cd "$0" && exec "$@"', folder, command, ...args];
}

/** Runs the command as another user, without capabilities. */
export function asUser(user: number, ...command: readonly string[]): string[] {
  const identity = [`--reuid=${user}`, `--regid=${user}`, '--clear-groups'];
  return ['setpriv', ...identity, ...WITHOUT_CAPABILITIES, ...command];
}

/** Arguments of `setpriv` that drop all capabilities, also for child processes. */
export const WITHOUT_CAPABILITIES = ['--no-new-privs', '--inh-caps=-all', '--bounding-set=-all'];
