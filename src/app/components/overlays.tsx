import { lazy, useState } from 'react';
import { flushSync } from 'react-dom';
import { useServices } from '../hooks/services.ts';
import { startConversation } from '../hooks/start-conversation.ts';
import { useAction } from '../hooks/use-action.ts';
import { useFileNotice } from '../hooks/use-file-notice.ts';
import { useShortcuts } from '../hooks/use-shortcuts.ts';
import { useThreadSteps } from '../hooks/use-thread-steps.ts';
import { LoadBoundary } from './ui/load-boundary.tsx';

const CommandPalette = lazy(async () => {
  const { CommandPalette: Palette } = await import('./palette/command-palette.tsx');
  return { default: Palette };
});

const ShortcutsDialog = lazy(async () => {
  const { ShortcutsDialog: Dialog } = await import('./shortcuts-dialog.tsx');
  return { default: Dialog };
});

/** What works and opens on every page. Each dialog comes when it is first wanted. */
export function Overlays() {
  const { actions } = useServices();
  // Null: not wanted yet, so that it need not be loaded.
  const [isPaletteOpen, setPaletteOpen] = useState<boolean | null>(null);
  const [isShowingShortcuts, setShowingShortcuts] = useState<boolean | null>(null);
  useShortcuts();
  useFileNotice();
  useThreadSteps();
  useAction('open-palette', true, () => setPaletteOpen(true));
  useAction('show-shortcuts', true, () => setShowingShortcuts(true));
  useAction('new-conversation', true, () => {
    flushSync(startConversation); // the textbox that had the focus is gone then, and another is there
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
