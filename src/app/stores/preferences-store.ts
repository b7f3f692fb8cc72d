import { createJSONStorage, persist } from 'zustand/middleware';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TextStorage } from '../open-storage.ts';

/** The themes there are; `system` is light or dark as the browser says. */
export const THEMES = ['system', 'light', 'dark'] as const;
/** One of `THEMES`. */
export type Theme = (typeof THEMES)[number];

/** Whether live text is shown: as the agent's metadata says, always, or never. */
export const DISPLAYS = ['auto', 'always', 'never'] as const;
/** One of `DISPLAYS`. */
export type Display = (typeof DISPLAYS)[number];

/** What a person chose. */
export interface Preferences {
  readonly theme: Theme;
  /** By agent, `namespace/name`: a new version of an agent keeps the choice. */
  readonly displays: Readonly<Record<string, Display>>;
}

/** What a person chose, in this tab or in another. */
export interface PreferencesStore extends StoreApi<Preferences> {
  setTheme(theme: Theme): void;
  setDisplay(assistantId: string, display: Display): void;
  /** Takes what the storage has now, another tab having written it. */
  reread(): void;
}

/** Where a Storage keeps the preferences. */
export const PREFERENCES_KEY = 'symposium.preferences';

/** What a display is remembered by: the agent's id without its version. */
export function agentKey(assistantId: string): string {
  return assistantId.split('/').slice(0, 2).join('/');
}

/** Builds the store of what a person chose, which a Storage remembers. */
export function createPreferencesStore(storage: TextStorage): PreferencesStore {
  const store = createStore<Preferences>()(
    persist((): Preferences => ({ theme: 'system', displays: {} }), {
      name: PREFERENCES_KEY,
      storage: createJSONStorage(() => storage),
      merge: (persisted, initial) => ({ ...initial, ...readPreferences(persisted) }),
    }),
  );
  return {
    ...store,
    reread: () => void store.persist.rehydrate(),
    setTheme: (theme) => store.setState({ theme }),
    setDisplay: (assistantId, display) =>
      store.setState(({ displays }) => ({ displays: { ...displays, [agentKey(assistantId)]: display } })),
  };
}

/** Takes of what was stored only what this version knows. */
function readPreferences(persisted: unknown): Partial<Preferences> {
  if (typeof persisted !== 'object' || persisted === null) return {};
  const stored = persisted as Record<string, unknown>;
  const theme = THEMES.find((known) => known === stored.theme);
  const displays = Object.entries(stored.displays ?? {}).filter(([, display]) => DISPLAYS.includes(display));
  return { ...(theme && { theme }), displays: Object.fromEntries(displays) };
}
