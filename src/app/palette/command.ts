import type { LucideIcon } from 'lucide-react';
import type { ExportFormat } from '../threads/export-threads.ts';
import type { Toasts } from '../ui/toasts.ts';
import type { ShortcutId } from '../commands/shortcuts.ts';
import type { Actions } from '../commands/action-store.ts';
import type { Display, Preferences, PreferencesStore } from '../preferences/preferences-store.ts';

/** What the palette groups commands under, in this order. */
export const COMMAND_GROUPS = ['Conversation', 'Go to', 'Appearance'] as const;

/** The page as commands find it. */
export interface CommandContext {
  preferences: PreferencesStore;
  toasts: Toasts;
  /** What the page offers right now. */
  actions: Actions;
  choices: Preferences;
  /** The thread that is open; null if none is. */
  threadId: string | null;
  /** The agent that answers in the conversation that is open; null if none does. */
  assistantId: string | null;
  /** How the live text of that agent is shown. */
  display: Display;
  /** Goes to a page, and gives it the focus. */
  goTo: (path: string) => void;
  exportThread: (threadId: string, format: ExportFormat) => Promise<void>;
}

/** Something that can be done by its name. */
export interface Command {
  id: string;
  label: string;
  group: (typeof COMMAND_GROUPS)[number];
  icon: LucideIcon;
  /** Other words by which it is found. */
  keywords?: string;
  /** What does the same by keys. */
  shortcut?: ShortcutId;
  /** Left out: always. */
  isAvailable?: (context: CommandContext) => boolean;
  /** Whether it would change nothing, being chosen already. */
  isChosen?: (context: CommandContext) => boolean;
  /** The focus goes elsewhere with it; else it goes back to where it was. */
  movesFocus?: true;
  run: (context: CommandContext) => void | Promise<void>;
}
