import type { LucideIcon } from 'lucide-react';
import type { ShortcutId } from '../commands/shortcuts.ts';

/** A row of the palette: a command, or a conversation to go to. */
export interface PaletteItem {
  id: string;
  label: string;
  icon: LucideIcon;
  /** What else there is to know. */
  note: string | null;
  shortcut: ShortcutId | null;
  isChosen: boolean;
  movesFocus: boolean;
  run: () => void;
}

/** Rows that belong together, under their name. */
export interface PaletteGroup {
  value: string;
  items: readonly PaletteItem[];
}
