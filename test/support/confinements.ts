import { existsSync } from 'node:fs';
import { createConfinement, type Confinement } from '../../src/hub/agents/confinement.ts';
import { neededForPython } from '../../src/hub/agents/run-python-agent.ts';
import { MEGABYTE, type AgentLimits } from '../../src/hub/agents/limits/agent-limits.ts';
import { findSandbox } from '../../src/hub/agents/sandbox/find-sandbox.ts';
import { NO_SANDBOX, SANDBOX_KINDS, type SandboxKind } from '../../src/hub/agents/sandbox/sandbox.ts';

/** Limits that no test reaches by accident. */
export const GENEROUS: AgentLimits = {
  memory: 1024 * MEGABYTE,
  cpu: 300,
  processes: 256,
  disk: 512 * MEGABYTE,
};

/** Runs agents as the user of the test, within these limits. */
export function unconfined(limits: Partial<AgentLimits> = {}): Confinement {
  return createConfinement({ sandbox: NO_SANDBOX, limits: { ...GENEROUS, ...limits }, hidden: [] });
}

/** A Python that every user can read, if there is one: another may be in the home folder of the user who installed it. */
export const PUBLIC_PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

/** Each kind of sandbox, with a function that makes a confinement of it, or the reason why it does not work on this machine. */
export const SANDBOXES = await Promise.all(
  SANDBOX_KINDS.filter((kind) => kind !== 'none').map(async (kind) => {
    const { sandbox, failures } = await findSandbox(
      { hidden: [], needed: await neededForPython(PUBLIC_PYTHON) },
      [kind],
    );
    const confine = (hidden: readonly string[], limits: Partial<AgentLimits> = {}) =>
      createConfinement({ sandbox, limits: { ...GENEROUS, ...limits }, hidden });
    return { kind: kind as SandboxKind, works: sandbox.kind !== 'none', failure: failures[kind], confine };
  }),
);
