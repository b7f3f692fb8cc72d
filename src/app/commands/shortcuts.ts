import { isComposing, isPressed, type Keys } from '../browser/keyboard.ts';
import type { Choices } from '../preferences/preferences-store.ts';

export type ShortcutId =
  | 'open-palette'
  | 'previous-thread'
  | 'next-thread'
  | 'toggle-sidebar'
  | 'show-shortcuts'
  | 'new-conversation'
  | 'write'
  | 'stop'
  | 'send'
  | 'new-line'
  | 'edit-last';

/**
 * The groups of shortcuts, in the order in which they are shown. The message box itself handles the shortcuts of
 * `Message`.
 */
export const SHORTCUT_GROUPS = ['Everywhere', 'Conversation', 'Message'] as const;
type ShortcutGroup = (typeof SHORTCUT_GROUPS)[number];

export interface Shortcut {
  readonly label: string;
  readonly group: ShortcutGroup;
  /** Omitted for shortcuts that only have a single key. */
  readonly keys?: Keys;
  /** Replaces `keys` if Enter alone adds a line. */
  readonly withModEnter?: Keys;
  /** A second combination, which is not shown. */
  readonly also?: Keys;
  /** One character without a modifier. It is used only if single-key shortcuts are turned on. */
  readonly single?: Keys;
}

const ENTER: Keys = { key: 'Enter' };
const MOD_ENTER: Keys = { key: 'Enter', mod: true };
const SHIFT_ENTER: Keys = { key: 'Enter', shift: true };

/**
 * All shortcuts, in the order in which they are shown. Only Ctrl+K overrides a shortcut of the browser, because people
 * expect it. Actions without `keys` are also in the command palette.
 */
export const SHORTCUTS: Readonly<Record<ShortcutId, Shortcut>> = {
  'open-palette': {
    label: 'Find a conversation or a command',
    group: 'Everywhere',
    keys: { key: 'k', mod: true },
  },
  'new-conversation': {
    label: 'New conversation',
    group: 'Everywhere',
    keys: { key: 'Enter', mod: true, shift: true },
  },
  'previous-thread': {
    label: 'Previous conversation',
    group: 'Everywhere',
    keys: { key: 'ArrowUp', alt: true },
  },
  'next-thread': { label: 'Next conversation', group: 'Everywhere', keys: { key: 'ArrowDown', alt: true } },
  'toggle-sidebar': { label: 'Hide or show the sidebar', group: 'Everywhere', single: { key: '[' } },
  'show-shortcuts': {
    label: 'Show the shortcuts',
    group: 'Everywhere',
    keys: { key: '/', mod: true },
    single: { key: '?' },
  },
  write: { label: 'Focus message box', group: 'Conversation', single: { key: 'c' } },
  stop: { label: 'Stop the reply', group: 'Conversation', keys: { key: 'Escape' } },
  send: { label: 'Send', group: 'Message', keys: ENTER, withModEnter: MOD_ENTER, also: MOD_ENTER },
  'new-line': { label: 'New line', group: 'Message', keys: SHIFT_ENTER, withModEnter: ENTER },
  'edit-last': {
    label: 'Edit last message (when the box is empty)',
    group: 'Message',
    keys: { key: 'ArrowUp' },
  },
};

/** The ids of all shortcuts, in the same order. */
export const SHORTCUT_IDS = Object.keys(SHORTCUTS) as ShortcutId[];

/** The preferences that change shortcuts. */
export type ShortcutChoices = Pick<Choices, 'sendKey' | 'singleKeys'>;

/**
 * Returns the key combinations that are shown for a shortcut, most important first; none if the settings disable all of
 * them.
 */
export function keysOf(id: ShortcutId, { sendKey, singleKeys }: ShortcutChoices): Keys[] {
  const { keys, withModEnter = keys, single } = SHORTCUTS[id];
  const combination = sendKey === 'mod-enter' ? withModEnter : keys;
  return [combination, singleKeys ? single : undefined].filter((shown) => shown !== undefined);
}

/**
 * Returns the combination of a shortcut that was pressed; null if none was pressed, or if an input method handles the
 * key.
 */
export function pressedKeys(id: ShortcutId, event: KeyboardEvent, choices: ShortcutChoices): Keys | null {
  if (isComposing(event)) return null;
  const { also } = SHORTCUTS[id];
  const known = [...keysOf(id, choices), ...(also ? [also] : [])];
  return known.find((keys) => isPressed(keys, event)) ?? null;
}

/** Whether a shortcut was pressed. */
export function isShortcut(id: ShortcutId, event: KeyboardEvent, choices: ShortcutChoices): boolean {
  return pressedKeys(id, event, choices) !== null;
}
