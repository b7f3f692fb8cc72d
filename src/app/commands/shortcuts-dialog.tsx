import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useShortcutChoices } from './use-shortcuts.ts';
import { keysOf, SHORTCUT_GROUPS, SHORTCUT_IDS, SHORTCUTS } from './shortcuts.ts';
import { Button } from '../ui/button.tsx';
import { BACKDROP, POPUP } from '../ui/dialog-classes.ts';
import { KeyCombination } from '../ui/key-combination.tsx';

interface ShortcutsDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Lists the shortcuts that work with the current settings. */
export function ShortcutsDialog({ open, onOpenChange }: ShortcutsDialogProps) {
  const choices = useShortcutChoices();
  const shown = SHORTCUT_IDS.map((id) => ({ id, ...SHORTCUTS[id], keys: keysOf(id, choices) }));
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className={BACKDROP} />
        <Dialog.Popup className={`${POPUP} top-1/2 w-[min(30rem,calc(100vw-2rem))] -translate-y-1/2`}>
          <div className="flex items-center gap-3 border-b border-line py-2 pr-3 pl-5">
            <Dialog.Title className="flex-1 font-semibold">Shortcuts</Dialog.Title>
            <Dialog.Close render={<Button look="quiet" shape="round" aria-label="Close" />}>
              <X aria-hidden="true" size={17} />
            </Dialog.Close>
          </div>
          <div
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that the keyboard can scroll it
            tabIndex={0}
            className="min-h-0 overflow-y-auto px-5 pb-5 text-interface outline-offset-[-3px]"
          >
            {SHORTCUT_GROUPS.map((group) => (
              <section key={group} aria-label={group} className="pt-4">
                <h3 className="pb-1 text-caption font-semibold tracking-wide text-muted">{group}</h3>
                <dl>
                  {shown
                    .filter((shortcut) => shortcut.group === group && shortcut.keys.length > 0)
                    .map(({ id, label, keys }) => (
                      <div key={id} className="flex items-center gap-4 border-t border-line py-1.5">
                        <dt className="flex-1">{label}</dt>
                        {keys.map((combination) => (
                          <dd key={combination.key}>
                            <KeyCombination keys={combination} />
                          </dd>
                        ))}
                      </div>
                    ))}
                </dl>
              </section>
            ))}
            {!choices.singleKeys && (
              <p className="pt-4 text-caption text-muted">
                Single-key shortcuts are off. Turn them on in Settings.
              </p>
            )}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
