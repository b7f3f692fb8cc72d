import { isComposing, isPressed, type Keys } from '../browser/keyboard.ts';
import type { Choices } from '../preferences/preferences-store.ts';

/** What can be done by a shortcut. */
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

/** What shortcuts belong to, in the order in which they are shown. Those of `Message` are the textbox's own. */
export const SHORTCUT_GROUPS = ['Everywhere', 'Conversation', 'Message'] as const;
type ShortcutGroup = (typeof SHORTCUT_GROUPS)[number];

/** A shortcut, as it is handled and as it is shown. */
export interface Shortcut {
  readonly label: string;
  readonly group: ShortcutGroup;
  /** Left out: it has a key of its own only where single-key shortcuts are turned on. */
  readonly keys?: Keys;
  /** Used instead where Enter alone adds a line. */
  readonly withModEnter?: Keys;
  /** Does the same, and need not be shown. */
  readonly also?: Keys;
  /** One character without a modifier. Works, and is shown, only where single-key shortcuts are turned on. */
  readonly single?: Keys;
}

const ENTER: Keys = { key: 'Enter' };
const MOD_ENTER: Keys = { key: 'Enter', mod: true };
const SHIFT_ENTER: Keys = { key: 'Enter', shift: true };

/**
 * All shortcuts, in the order in which they are shown. None takes a key from the browser, except Ctrl K, which people
 * expect. What has no `keys` is in the command palette, too.
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

/** Their ids, in the same order. */
export const SHORTCUT_IDS = Object.keys(SHORTCUTS) as ShortcutId[];

/** What of a person's choices decides which keys do what. */
export type ShortcutChoices = Pick<Choices, 'sendKey' | 'singleKeys'>;

/** The keys under which a shortcut is shown, most important first; empty if it has none as things are set. */
export function keysOf(id: ShortcutId, { sendKey, singleKeys }: ShortcutChoices): Keys[] {
  const { keys, withModEnter = keys, single } = SHORTCUTS[id];
  const combination = sendKey === 'mod-enter' ? withModEnter : keys;
  return [combination, singleKeys ? single : undefined].filter((shown) => shown !== undefined);
}

/** The keys of a shortcut that were pressed; null if none of them were, or if an input method has the press. */
export function pressedKeys(id: ShortcutId, event: KeyboardEvent, choices: ShortcutChoices): Keys | null {
  if (isComposing(event)) return null;
  const { also } = SHORTCUTS[id];
  const known = [...keysOf(id, choices), ...(also ? [also] : [])];
  return known.find((keys) => isPressed(keys, event)) ?? null;
}

/** Whether the keys of a shortcut were pressed. */
export function isShortcut(id: ShortcutId, event: KeyboardEvent, choices: ShortcutChoices): boolean {
  return pressedKeys(id, event, choices) !== null;
}
