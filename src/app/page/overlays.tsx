import { lazy, useState } from 'react';
import { flushSync } from 'react-dom';
import { useActionStore } from '../commands/actions-context.ts';
import { startConversation } from '../frame/conversation-history.ts';
import { useAction } from '../commands/use-action.ts';
import { useFileNotice } from '../composer/use-dropped-files.ts';
import { useShortcuts } from '../commands/use-shortcuts.ts';
import { useAdjacentThreads } from '../threads/use-adjacent-threads.ts';
import { LoadBoundary } from '../ui/load-boundary.tsx';

const CommandPalette = lazy(async () => {
  const { CommandPalette: Palette } = await import('../palette/command-palette.tsx');
  return { default: Palette };
});

const ShortcutsDialog = lazy(async () => {
  const { ShortcutsDialog: Dialog } = await import('../commands/shortcuts-dialog.tsx');
  return { default: Dialog };
});

/** Shortcuts, the command palette and other dialogs, on every page. Each dialog is loaded when it is first opened. */
export function Overlays() {
  const actions = useActionStore();
  // Null until the dialog is first opened. Its code is loaded then.
  const [isPaletteOpen, setPaletteOpen] = useState<boolean | null>(null);
  const [isShowingShortcuts, setShowingShortcuts] = useState<boolean | null>(null);
  useShortcuts();
  useFileNotice();
  useAdjacentThreads();
  useAction('open-palette', true, () => setPaletteOpen(true));
  useAction('show-shortcuts', true, () => setShowingShortcuts(true));
  useAction('new-conversation', true, () => {
    flushSync(startConversation); // replaces the composer that had the focus
    actions.getState().write?.();
  });
  return (
    <LoadBoundary waiting={null} floats>
      {isPaletteOpen !== null && <CommandPalette open={isPaletteOpen} onOpenChange={setPaletteOpen} />}
      {isShowingShortcuts !== null && (
        <ShortcutsDialog open={isShowingShortcuts} onOpenChange={setShowingShortcuts} />
      )}
    </LoadBoundary>
  );
}
