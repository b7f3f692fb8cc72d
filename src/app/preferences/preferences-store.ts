import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TextStorage } from '../browser/open-storage.ts';
import { openStoredState } from '../browser/stored.ts';

/** `system`: light or dark, as the browser prefers. */
export const THEMES = ['system', 'light', 'dark'] as const;

/** `medium` is the text size that the browser is set to. */
export const TEXT_SIZES = ['small', 'medium', 'large'] as const;

/** The amount of space around elements. */
export const DENSITIES = ['comfortable', 'compact'] as const;

/** Whether live text is shown. `auto`: as the agent's metadata says. */
export const DISPLAYS = ['auto', 'always', 'never'] as const;
export type Display = (typeof DISPLAYS)[number];

/** The key that sends a message. `mod-enter`: Enter with ⌘ or Ctrl; Enter alone adds a line. */
const SEND_KEYS = ['enter', 'mod-enter'] as const;

const choicesSchema = z.object({
  theme: z.enum(THEMES).catch('system'),
  textSize: z.enum(TEXT_SIZES).catch('medium'),
  density: z.enum(DENSITIES).catch('comfortable'),
  /** Whether messages always show their time, not only while hovered or focused. */
  showTimes: z.boolean().catch(false),
  /** Whether the sidebar is shown beside the page if there is space. */
  showSidebar: z.boolean().catch(true),
  /** Whether the practice banner is shown. False when the person has dismissed it. */
  showPracticeNote: z.boolean().catch(true),
  /** The display for agents that have no display of their own in `displays`. */
  defaultDisplay: z.enum(DISPLAYS).catch('auto'),
  sendKey: z.enum(SEND_KEYS).catch('enter'),
  /** Whether long lines of code are wrapped instead of scrolled. */
  wrapCode: z.boolean().catch(false),
  /**
   * Whether shortcuts of a single character are enabled. Off by default, because such a shortcut may intercept the
   * first character that a person types.
   */
  singleKeys: z.boolean().catch(false),
});

/** A value that this version does not know is replaced by the default. An unknown display in `displays` is removed. */
const preferencesSchema = choicesSchema.extend({
  /** The chosen displays by agent, as `namespace/name`: the choice also applies to new versions of an agent. */
  displays: z.record(z.string(), z.unknown()).catch({}).transform(knownDisplays),
});

/** Preferences that do not depend on an agent. */
export type Choices = Readonly<z.infer<typeof choicesSchema>>;

/** All preferences of a person. */
export type Preferences = Readonly<z.infer<typeof preferencesSchema>>;

export interface PreferencesStore extends StoreApi<Preferences> {
  choose(choices: Partial<Choices>): void;
  /** @param display null to use the default again */
  chooseDisplay(assistantId: string, display: Display | null): void;
  /** Applies choices made in other tabs, until the returned function is called. */
  watchOtherTabs(): () => void;
}

/** The key of the preferences in a Storage. `index.html` reads it, too. */
export const PREFERENCES_KEY = 'symposium.preferences';

/** Returns the key of an agent in `displays`: its id without the version. */
export function agentKey(assistantId: string): string {
  return assistantId.split('/').slice(0, 2).join('/');
}

/** Creates the store of a person's preferences, kept in a Storage. */
export function createPreferencesStore(storage: TextStorage): PreferencesStore {
  const stored = openStoredState(storage, PREFERENCES_KEY, preferencesSchema, preferencesSchema.parse({}));
  const store = createStore<Preferences>(stored.read);

  function set(preferences: Partial<Preferences>): void {
    const next = { ...store.getState(), ...preferences };
    store.setState(stored.update(() => next));
  }

  return {
    ...store,
    choose: set,
    chooseDisplay(assistantId, display) {
      const { [agentKey(assistantId)]: _, ...others } = store.getState().displays;
      set({ displays: display === null ? others : { ...others, [agentKey(assistantId)]: display } });
    },
    watchOtherTabs: () => stored.subscribe((preferences) => store.setState(preferences)),
  };
}

function knownDisplays(displays: Record<string, unknown>): Readonly<Record<string, Display>> {
  const known = Object.entries(displays).flatMap(([agent, display]) => {
    const { data } = z.enum(DISPLAYS).safeParse(display);
    return data === undefined ? [] : [[agent, data] as const];
  });
  return Object.fromEntries(known);
}
