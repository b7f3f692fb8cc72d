import { z } from 'zod';
import type { AgentMetadata } from '../../protocol/assistant.ts';

/** The environment variables that agents' processes inherit from the hub: none that may contain a secret. */
const INHERITED = /^(PATH|HOME|TMPDIR|TZ|LANG|LC_\w+|NODE_EXTRA_CA_CERTS)$/;

/** The inherited variables. They describe the machine; the hub's configuration is only read in `config.ts`. */
export function machineVariables(): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => INHERITED.test(entry[0]) && entry[1] !== undefined,
  );
  return Object.fromEntries(inherited);
}

/**
 * The variables of one agent.
 * @param environment variables that the operator sets for all agents; they override the `details.env_vars` of its metadata
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
