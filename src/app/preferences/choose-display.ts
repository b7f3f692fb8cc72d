import type { AgentDisplays, Display, OutputKind } from './output-kinds.ts';
import { agentKey, type Preferences, type PreferencesStore } from './preferences-store.ts';

/** Where the preferences keep the displays of a kind: those of single agents, and the display of all other agents. */
export const DISPLAY_FIELDS = {
  text: { byAgent: 'displays', byDefault: 'defaultDisplay' },
  thinking: { byAgent: 'thinkingDisplays', byDefault: 'defaultThinkingDisplay' },
  tools: { byAgent: 'toolDisplays', byDefault: 'defaultToolDisplay' },
} as const satisfies Record<OutputKind, { byAgent: string; byDefault: string }>;

/** Sets the display of one kind of output for an agent, in all its versions. */
export function chooseDisplay(
  preferences: PreferencesStore,
  assistantId: string,
  kind: OutputKind,
  display: Display,
): void {
  const { byAgent } = DISPLAY_FIELDS[kind];
  const displays = preferences.getState()[byAgent];
  preferences.choose({ [byAgent]: { ...displays, [agentKey(assistantId)]: display } });
}

/** Returns the agents that have displays of their own, as `namespace/name`, sorted. */
export function agentsWithDisplays({ displays, thinkingDisplays, toolDisplays }: Preferences): string[] {
  return Object.keys({ ...displays, ...thinkingDisplays, ...toolDisplays }).toSorted();
}

/** Removes the displays of an agent, so that the defaults apply again. */
export function removeDisplays(preferences: PreferencesStore, assistantId: string): void {
  const { displays, thinkingDisplays, toolDisplays } = preferences.getState();
  const key = agentKey(assistantId);
  preferences.choose({
    displays: without(displays, key),
    thinkingDisplays: without(thinkingDisplays, key),
    toolDisplays: without(toolDisplays, key),
  });
}

function without(displays: AgentDisplays, key: string): AgentDisplays {
  const { [key]: _, ...others } = displays;
  return others;
}
