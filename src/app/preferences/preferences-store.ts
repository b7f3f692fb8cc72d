import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TextStorage } from '../browser/open-storage.ts';
import { openStoredState } from '../browser/stored.ts';
import {
  agentDisplaysSchema,
  displayFromText,
  displaysFromText,
  DISPLAYS,
  type KindDisplays,
} from './output-kinds.ts';

/** `system`: light or dark, as the browser prefers. */
export const THEMES = ['system', 'light', 'dark'] as const;

/** `medium` is the text size that the browser is set to. */
export const TEXT_SIZES = ['small', 'medium', 'large'] as const;

/** The amount of space around elements. */
export const DENSITIES = ['comfortable', 'compact'] as const;

/** The key that sends a message. `mod-enter`: Enter with ⌘ or Ctrl; Enter alone adds a line. */
const SEND_KEYS = ['enter', 'mod-enter'] as const;

/**
 * What is stored. The displays of text have the names and the form that they had when there was no other kind, so that
 * tabs with an earlier version of the page read them. If those tabs store preferences, the fields of the other kinds are
 * lost, and are set as `displayFromText` says.
 */
const storedSchema = z.object({
  theme: z.enum(THEMES).catch('system'),
  textSize: z.enum(TEXT_SIZES).catch('medium'),
  density: z.enum(DENSITIES).catch('comfortable'),
  /** Whether messages always show their time, not only while hovered or focused. */
  showTimes: z.boolean().catch(false),
  /** Whether the sidebar is shown beside the page if there is space. */
  showSidebar: z.boolean().catch(true),
  /** Whether the practice banner is shown. False when the person has dismissed it. */
  showPracticeNote: z.boolean().catch(true),
  sendKey: z.enum(SEND_KEYS).catch('enter'),
  /** Whether long lines of code are wrapped instead of scrolled. */
  wrapCode: z.boolean().catch(false),
  /**
   * Whether shortcuts of a single character are enabled. Off by default, because such a shortcut may intercept the
   * first character that a person types.
   */
  singleKeys: z.boolean().catch(false),
  /** The display of text, for agents that have no display of their own in `displays`. */
  defaultDisplay: z.enum(DISPLAYS).catch('auto'),
  /** The display of text by agent. */
  displays: agentDisplaysSchema,
  defaultThinkingDisplay: z.enum(DISPLAYS).optional().catch(undefined),
  thinkingDisplays: agentDisplaysSchema.optional(),
  defaultToolDisplay: z.enum(DISPLAYS).optional().catch(undefined),
  toolDisplays: agentDisplaysSchema.optional(),
});

/** A value that this version does not know is replaced by the default. */
const preferencesSchema = storedSchema.transform((stored) => {
  const byDefault = displayFromText(stored.defaultDisplay);
  const byAgent = displaysFromText(stored.displays);
  return {
    ...stored,
    /** The display of thinking, for agents that have none in `thinkingDisplays`. */
    defaultThinkingDisplay: stored.defaultThinkingDisplay ?? byDefault,
    thinkingDisplays: stored.thinkingDisplays ?? byAgent,
    /** The display of tool calls, for agents that have none in `toolDisplays`. */
    defaultToolDisplay: stored.defaultToolDisplay ?? byDefault,
    toolDisplays: stored.toolDisplays ?? byAgent,
  };
});

/** All preferences of a person. */
export type Preferences = Readonly<z.infer<typeof preferencesSchema>>;

/** Preferences that do not depend on an agent. */
export type Choices = Omit<Preferences, 'displays' | 'thinkingDisplays' | 'toolDisplays'>;

export interface PreferencesStore extends StoreApi<Preferences> {
  choose(choices: Partial<Preferences>): void;
  /** Applies choices made in other tabs, until the returned function is called. */
  watchOtherTabs(): () => void;
}

/** The key of the preferences in a Storage. `index.html` reads it, too. */
export const PREFERENCES_KEY = 'symposium.preferences';

/** Returns the key of an agent's displays: its id without the version. */
export function agentKey(assistantId: string): string {
  return assistantId.split('/').slice(0, 2).join('/');
}

/** Returns the displays of an agent: for each kind of output its own, or else the default. */
export function displaysOf(preferences: Preferences, assistantId: string): KindDisplays {
  const key = agentKey(assistantId);
  return {
    text: preferences.displays[key] ?? preferences.defaultDisplay,
    thinking: preferences.thinkingDisplays[key] ?? preferences.defaultThinkingDisplay,
    tools: preferences.toolDisplays[key] ?? preferences.defaultToolDisplay,
  };
}

/** Creates the store of a person's preferences, kept in a Storage. */
export function createPreferencesStore(storage: TextStorage): PreferencesStore {
  const stored = openStoredState(storage, PREFERENCES_KEY, preferencesSchema, preferencesSchema.parse({}));
  const store = createStore<Preferences>(stored.read);

  return {
    ...store,
    choose(choices) {
      const next = { ...store.getState(), ...choices };
      store.setState(stored.update(() => next));
    },
    watchOtherTabs: () => stored.subscribe((preferences) => store.setState(preferences)),
  };
}
