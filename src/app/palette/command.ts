import type { LucideIcon } from 'lucide-react';
import type { ExportFormat } from '../threads/export-threads.ts';
import type { Toasts } from '../ui/toasts.ts';
import type { ShortcutId } from '../commands/shortcuts.ts';
import type { Actions } from '../commands/action-store.ts';
import type { Preferences, PreferencesStore } from '../preferences/preferences-store.ts';

/** The groups of commands in the palette, in this order. */
export const COMMAND_GROUPS = ['Conversation', 'Go to', 'Appearance'] as const;

/** The data and functions that commands can use. */
export interface CommandContext {
  preferences: PreferencesStore;
  toasts: Toasts;
  /** The actions that are currently available on the page. */
  actions: Actions;
  choices: Preferences;
  /** The open thread; null if there is none. */
  threadId: string | null;
  /** The agent of the open conversation; null if there is none. */
  assistantId: string | null;
  /** Opens a page and focuses it. */
  goTo: (path: string) => void;
  exportThread: (threadId: string, format: ExportFormat) => Promise<void>;
}

/** A command of the palette. */
export interface Command {
  id: string;
  label: string;
  group: (typeof COMMAND_GROUPS)[number];
  icon: LucideIcon;
  /** More words by which the command is found. */
  keywords?: string;
  /** The keyboard shortcut with the same action. */
  shortcut?: ShortcutId;
  /** Omitted if the command is always available. */
  isAvailable?: (context: CommandContext) => boolean;
  /** Whether the command's choice is already active, so that running it would change nothing. */
  isChosen?: (context: CommandContext) => boolean;
  /** True if the command moves the focus itself. Otherwise the focus returns to the element that had it before. */
  movesFocus?: true;
  run: (context: CommandContext) => void | Promise<void>;
}
