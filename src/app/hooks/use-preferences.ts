import { useCallback, useEffect } from 'react';
import { useStore } from 'zustand';
import {
  agentKey,
  PREFERENCES_KEY,
  type Choices,
  type Display,
  type PreferencesStore,
} from '../stores/preferences-store.ts';
import { useServices } from './services.ts';
import type { ShortcutChoices } from '../shortcuts.ts';
import type { KnownAgent } from './use-agent.ts';
import { useIsTouch } from './use-is-touch.ts';

/** Takes over the preferences that another tab has set. */
export function useOtherTabsPreferences(preferences: PreferencesStore): void {
  useEffect(() => {
    function onStorage({ key }: StorageEvent): void {
      if (key === PREFERENCES_KEY) preferences.reread();
    }
    window.addEventListener('storage', onStorage);
    return () => window.removeEventListener('storage', onStorage);
  }, [preferences]);
}

/** One of the choices, and how to change it. */
export function usePreference<Name extends keyof Choices>(
  name: Name,
): [Choices[Name], (choice: Choices[Name]) => void] {
  const { preferences } = useServices();
  const choice = useStore(preferences, (state) => state[name]);
  const choose = useCallback(
    (next: Choices[Name]) => preferences.choose({ [name]: next }),
    [preferences, name],
  );
  return [choice, choose];
}

/** What the keyboard does on this device: on a touch screen Enter adds a line, whatever the person chose. */
export function useShortcutChoices(): ShortcutChoices {
  const [sendKey] = usePreference('sendKey');
  const [singleKeys] = usePreference('singleKeys');
  const isTouch = useIsTouch();
  return { sendKey: isTouch ? 'mod-enter' : sendKey, singleKeys };
}

/** How the live text of an agent is shown, and how to choose that. */
export interface StreamingDisplay {
  display: Display;
  setDisplay: (display: Display) => void;
}

/** What the person has chosen for an agent, or else for all. */
export function useStreamingDisplay(assistantId: string): StreamingDisplay {
  const { preferences } = useServices();
  const display = useStore(
    preferences,
    ({ displays, defaultDisplay }) => displays[agentKey(assistantId)] ?? defaultDisplay,
  );
  return { display, setDisplay: (chosen) => preferences.chooseDisplay(assistantId, chosen) };
}

/**
 * Whether live text of an agent is shown: the person's choice, or else the agent's. What an agent wants that is not
 * known yet may be that nobody sees it.
 */
export function useShowsText({ id, assistant, gone }: KnownAgent): boolean {
  const { display } = useStreamingDisplay(id ?? '');
  const byAgent = assistant?.agent.details.agent.show_streaming_message ?? gone;
  return display === 'auto' ? byAgent : display === 'always';
}

/** The displays of agents with a choice of their own. */
export interface Displays {
  /** By agent, `namespace/name`. */
  displays: Readonly<Record<string, Display>>;
  /** Null: the agent goes by the default again. */
  chooseDisplay: (assistantId: string, display: Display | null) => void;
}

/** Which agents have a choice of their own, and how to change it. */
export function useDisplays(): Displays {
  const { preferences } = useServices();
  return {
    displays: useStore(preferences, ({ displays }) => displays),
    chooseDisplay: preferences.chooseDisplay,
  };
}
