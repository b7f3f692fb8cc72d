import { createConfinement, type Confinement } from '../../src/hub/agents/confinement.ts';
import { MEGABYTE, type AgentLimits } from '../../src/hub/agents/limits/agent-limits.ts';
import { findSandbox } from '../../src/hub/agents/sandbox/find-sandbox.ts';
import { NO_SANDBOX, SANDBOX_KINDS, type SandboxKind } from '../../src/hub/agents/sandbox/sandbox.ts';
import { packagePath } from '../../src/hub/package-root.ts';

/** What no test comes near to unless it wants to. */
export const ROOMY: AgentLimits = {
  memory: 1024 * MEGABYTE,
  cpu: 300,
  processes: 256,
  disk: 512 * MEGABYTE,
};

/** Agents run as the test does, within these limits. */
export function unconfined(limits: Partial<AgentLimits> = {}): Confinement {
  return createConfinement({ sandbox: NO_SANDBOX, limits: { ...ROOMY, ...limits }, hidden: [] });
}

/** Each kind of sandbox, with what makes a confinement of it, or why it does not work on this machine. */
export const SANDBOXES = await Promise.all(
  SANDBOX_KINDS.filter((kind) => kind !== 'none').map(async (kind) => {
    const { sandbox, failures } = await findSandbox({ hidden: [], needed: [packagePath('src/python')] }, [
      kind,
    ]);
    const confine = (hidden: readonly string[], limits: Partial<AgentLimits> = {}) =>
      createConfinement({ sandbox, limits: { ...ROOMY, ...limits }, hidden });
    return { kind: kind as SandboxKind, works: sandbox.kind !== 'none', failure: failures[kind], confine };
  }),
);
