import type { Command } from './sandbox.ts';

/** A command that is started by a shell which runs this script first; in the script the command is `"$@"`. */
export function inShell(script: string, command: string, ...args: readonly string[]): Command {
  return { command: '/bin/sh', args: ['-c', script, 'agent', command, ...args] };
}

/**
 * What watches over a sandbox must not end when the group is told to, or the agent would be killed before it can end by
 * itself. Ignored signals stay ignored in what is started: `run_agent.py` takes this one back, as Node does.
 */
export function survivingTerm(command: string, ...args: readonly string[]): Command {
  return inShell(`trap '' TERM; exec "$@"`, command, ...args);
}

/** The command in a folder that only the user may enter who runs it. */
export function inFolder(folder: string, command: string, args: readonly string[]): string[] {
  return ['/bin/sh', '-c', 'cd "$0" && exec "$@"', folder, command, ...args];
}

/** The command as another user, without any of root's powers. */
export function asUser(user: number, ...command: readonly string[]): string[] {
  const identity = [`--reuid=${user}`, `--regid=${user}`, '--clear-groups'];
  return ['setpriv', ...identity, ...WITHOUT_POWERS, ...command];
}

/** For `setpriv`: nothing that is started can have a power again. */
export const WITHOUT_POWERS = ['--no-new-privs', '--inh-caps=-all', '--bounding-set=-all'];
