import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { AgentMetadata } from '../../protocol/assistant.ts';
import type { Display, OutputKind } from '../preferences/output-kinds.ts';
import { usePreferencesStore } from '../preferences/preferences-context.ts';
import { displaysOf } from '../preferences/preferences-store.ts';
import type { KnownAgent } from './use-agent.ts';

/** Which kinds of partial output are shown. Kinds that are not shown are not in the document. */
export interface ShownKinds extends Record<OutputKind, boolean> {
  /** Whether the text of a reply is shown while it streams. */
  text: boolean;
  /** Whether the model's thinking is shown, also after the run. */
  thinking: boolean;
  /** Whether tool calls are shown, also after the run. */
  tools: boolean;
}

/** Returns which kinds an agent's metadata shows. `show_streaming_message` also decides for kinds without a key. */
export function kindsShownByAgent({ details }: AgentMetadata): ShownKinds {
  const text = details.agent.show_streaming_message;
  return {
    text,
    thinking: details.agent.show_streaming_thinking ?? text,
    tools: details.agent.show_streaming_tools ?? text,
  };
}

/**
 * Returns what is shown of an agent. For each kind, the person's choice decides, or else the agent's setting. While that
 * setting is unknown, everything stays hidden, because the agent may require that.
 */
export function useShownKinds({ id, assistant, gone }: KnownAgent): ShownKinds {
  const displays = displaysOf(useStore(usePreferencesStore()), id ?? '');
  const byAgent = assistant ? kindsShownByAgent(assistant.agent) : null;
  const text = isShown(displays.text, byAgent?.text ?? gone);
  const thinking = isShown(displays.thinking, byAgent?.thinking ?? gone);
  const tools = isShown(displays.tools, byAgent?.tools ?? gone);
  return useMemo(() => ({ text, thinking, tools }), [text, thinking, tools]);
}

function isShown(display: Display, byAgent: boolean): boolean {
  return display === 'auto' ? byAgent : display === 'always';
}
