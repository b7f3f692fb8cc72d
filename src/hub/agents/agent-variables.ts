import { z } from 'zod';
import type { AgentMetadata } from '../../protocol/assistant.ts';

/** What of the hub's own variables an agent's process gets: nothing that holds a secret. */
const PASSED_ON = /^(PATH|HOME|TMPDIR|TZ|LANG|LC_\w+|NODE_EXTRA_CA_CERTS)$/;

/** The variables of the machine. Configuration is read in `config.ts` alone; these are not the hub's. */
export function machineVariables(): Record<string, string> {
  const passedOn = Object.entries(process.env).filter(
    (entry): entry is [string, string] => PASSED_ON.test(entry[0]) && entry[1] !== undefined,
  );
  return Object.fromEntries(passedOn);
}

/**
 * The variables of one agent.
 * @param environment what the operator gives all agents; it goes before the `details.env_vars` of the agent's metadata
 */
export function agentVariables(
  metadata: AgentMetadata,
  environment: Readonly<Record<string, string>>,
): Record<string, string> {
  const given = z.record(z.string(), z.unknown()).safeParse(metadata.details['env_vars']);
  const own = Object.entries(given.data ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string', // others are passed over
  );
  return { ...Object.fromEntries(own), ...environment };
}
