import type { LucideIcon } from 'lucide-react';
import type { ShortcutId } from '../commands/shortcuts.ts';

/** A row of the palette: a command, or a conversation to go to. */
export interface PaletteItem {
  id: string;
  label: string;
  icon: LucideIcon;
  /** A second line, for example the text that matched. */
  note: string | null;
  shortcut: ShortcutId | null;
  isChosen: boolean;
  movesFocus: boolean;
  run: () => void;
}

/** A group of rows with a heading. */
export interface PaletteGroup {
  value: string;
  items: readonly PaletteItem[];
}
