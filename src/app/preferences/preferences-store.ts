import { createJSONStorage, persist } from 'zustand/middleware';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TextStorage } from '../browser/open-storage.ts';

/** The themes there are; `system` is light or dark as the browser says. */
export const THEMES = ['system', 'light', 'dark'] as const;
/** One of `THEMES`. */
export type Theme = (typeof THEMES)[number];

/** How large text is; `medium` is as large as the browser is set to. */
export const TEXT_SIZES = ['small', 'medium', 'large'] as const;
/** One of `TEXT_SIZES`. */
export type TextSize = (typeof TEXT_SIZES)[number];

/** How much air there is around what is shown. */
export const DENSITIES = ['comfortable', 'compact'] as const;
/** One of `DENSITIES`. */
export type Density = (typeof DENSITIES)[number];

/** Whether live text is shown: as the agent's metadata says, always, or never. */
export const DISPLAYS = ['auto', 'always', 'never'] as const;
/** One of `DISPLAYS`. */
export type Display = (typeof DISPLAYS)[number];

/** What sends a message: Enter, or Enter with ⌘ or Ctrl, so that Enter alone adds a line. */
export const SEND_KEYS = ['enter', 'mod-enter'] as const;
/** One of `SEND_KEYS`. */
export type SendKey = (typeof SEND_KEYS)[number];

/** What a person chose, each by itself. */
export interface Choices {
  readonly theme: Theme;
  readonly textSize: TextSize;
  readonly density: Density;
  /** Messages show when they were said, unasked. */
  readonly showTimes: boolean;
  /** The column of threads stands beside the page, where there is room. */
  readonly showSidebar: boolean;
  /** The note that the practice model replies is shown: until a person closes it. */
  readonly showPracticeNote: boolean;
  /** For agents without a choice of their own. */
  readonly defaultDisplay: Display;
  readonly sendKey: SendKey;
  /** Long lines of code are wrapped, instead of scrolled. */
  readonly wrapCode: boolean;
  /** Shortcuts of a single character work. Off unless a person turns them on: they take the first letter of what is typed. */
  readonly singleKeys: boolean;
}

/** All that a person chose. */
export interface Preferences extends Choices {
  /** By agent, `namespace/name`: a new version of an agent keeps the choice. */
  readonly displays: Readonly<Record<string, Display>>;
}

/** What a person chose, in this tab or in another. */
export interface PreferencesStore extends StoreApi<Preferences> {
  choose(choices: Partial<Choices>): void;
  /** Null: the agent goes by the default again. */
  chooseDisplay(assistantId: string, display: Display | null): void;
  /** Takes what the storage has now, another tab having written it. */
  reread(): void;
}

/** Where a Storage keeps the preferences. */
export const PREFERENCES_KEY = 'symposium.preferences';

const INITIAL: Preferences = {
  theme: 'system',
  textSize: 'medium',
  density: 'comfortable',
  showTimes: false,
  showSidebar: true,
  showPracticeNote: true,
  defaultDisplay: 'auto',
  sendKey: 'enter',
  wrapCode: false,
  singleKeys: false,
  displays: {},
};

/** The choices whose values are words, and which words. */
const WORDS = {
  theme: THEMES,
  textSize: TEXT_SIZES,
  density: DENSITIES,
  defaultDisplay: DISPLAYS,
  sendKey: SEND_KEYS,
} as const;
const SWITCHES = ['showTimes', 'showSidebar', 'showPracticeNote', 'wrapCode', 'singleKeys'] as const;

/** What a display is remembered by: the agent's id without its version. */
export function agentKey(assistantId: string): string {
  return assistantId.split('/').slice(0, 2).join('/');
}

/** Builds the store of what a person chose, which a Storage remembers. */
export function createPreferencesStore(storage: TextStorage): PreferencesStore {
  const store = createStore<Preferences>()(
    persist(() => INITIAL, {
      name: PREFERENCES_KEY,
      storage: createJSONStorage(() => storage),
      merge: (persisted, initial) => ({ ...initial, ...readPreferences(persisted) }),
    }),
  );
  return {
    ...store,
    reread: () => void store.persist.rehydrate(),
    choose: (choices) => store.setState(choices),
    chooseDisplay: (assistantId, display) =>
      store.setState(({ displays }) => {
        const { [agentKey(assistantId)]: _, ...others } = displays;
        return { displays: display === null ? others : { ...others, [agentKey(assistantId)]: display } };
      }),
  };
}

/** Takes of what was stored only what this version knows. */
function readPreferences(persisted: unknown): Partial<Preferences> {
  if (typeof persisted !== 'object' || persisted === null) return {};
  const stored = persisted as Record<string, unknown>;
  const words = Object.entries(WORDS).filter(([name, known]) => known.some((word) => word === stored[name]));
  const switches = SWITCHES.filter((name) => typeof stored[name] === 'boolean');
  const displays = Object.entries(stored.displays ?? {}).filter(([, display]) => DISPLAYS.includes(display));
  return {
    ...Object.fromEntries([...words.map(([name]) => name), ...switches].map((name) => [name, stored[name]])),
    displays: Object.fromEntries(displays),
  };
}
