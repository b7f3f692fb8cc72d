import { z } from 'zod';
import type { AgentMetadata } from '../../protocol/assistant.ts';

/**
 * Names of the environment variables that agents' processes inherit from the hub. Variables that may contain a secret
 * are not among them.
 */
const INHERITED = /^(PATH|HOME|TMPDIR|TZ|LANG|LC_\w+|NODE_EXTRA_CA_CERTS)$/;

/** Whether a variable describes the machine. It contains no secret. */
export function isMachineVariable(name: string): boolean {
  return INHERITED.test(name);
}

/** Returns the inherited variables. They describe the machine. The hub's configuration is read only in `config.ts`. */
export function machineVariables(): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => isMachineVariable(entry[0]) && entry[1] !== undefined,
  );
  return Object.fromEntries(inherited);
}

/**
 * Returns the variables of one agent.
 * @param environment variables that the operator sets for all agents; they override the `details.env_vars` of the
 * agent's metadata
 */
export function agentVariables(
  metadata: AgentMetadata,
  environment: Readonly<Record<string, string>>,
): Record<string, string> {
  const given = z.record(z.string(), z.unknown()).safeParse(metadata.details['env_vars']);
  const own = Object.entries(given.data ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string', // other values are ignored
  );
  return { ...Object.fromEntries(own), ...environment };
}
