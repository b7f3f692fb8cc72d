import { isComposing, isPressed, type Keys } from './keyboard.ts';
import type { SendKey } from './stores/preferences-store.ts';

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
  readonly keys: Keys;
  /** Instead of them, where Enter alone begins a line. */
  readonly withModEnter?: Keys;
  /** What does the same, and need not be shown. */
  readonly also?: Keys;
}

const ENTER: Keys = { key: 'Enter' };
const MOD_ENTER: Keys = { key: 'Enter', mod: true };
const SHIFT_ENTER: Keys = { key: 'Enter', shift: true };

/**
 * All shortcuts there are, in the order in which they are shown. None is one of a browser's, but for Ctrl K,
 * which people expect.
 */
export const SHORTCUTS: Readonly<Record<ShortcutId, Shortcut>> = {
  'open-palette': {
    label: 'Find a conversation or a command',
    group: 'Everywhere',
    keys: { key: 'k', mod: true },
  },
  'new-conversation': {
    label: 'Start a conversation',
    group: 'Everywhere',
    keys: { key: 'Enter', mod: true, shift: true },
  },
  'previous-thread': {
    label: 'Previous conversation',
    group: 'Everywhere',
    keys: { key: 'ArrowUp', alt: true },
  },
  'next-thread': {
    label: 'Next conversation',
    group: 'Everywhere',
    keys: { key: 'ArrowDown', alt: true },
  },
  'toggle-sidebar': { label: 'Hide or show the sidebar', group: 'Everywhere', keys: { key: '[' } },
  'show-shortcuts': { label: 'Show the shortcuts', group: 'Everywhere', keys: { key: '?' } },
  write: { label: 'Focus message box', group: 'Conversation', keys: { key: 'c' } },
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

/** The keys of a shortcut. */
export function keysOf(id: ShortcutId, sendKey: SendKey): Keys {
  const { keys, withModEnter = keys } = SHORTCUTS[id];
  return sendKey === 'mod-enter' ? withModEnter : keys;
}

/** Whether a press of a key is that of a shortcut, and not an input method's. */
export function isShortcut(id: ShortcutId, event: KeyboardEvent, sendKey: SendKey): boolean {
  const { also } = SHORTCUTS[id];
  if (isComposing(event)) return false;
  return isPressed(keysOf(id, sendKey), event) || (also !== undefined && isPressed(also, event));
}
