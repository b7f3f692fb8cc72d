import { useShortcutChoices } from './use-shortcuts.ts';
import { keysOf, SHORTCUT_GROUPS, SHORTCUT_IDS, SHORTCUTS } from './shortcuts.ts';
import { InfoDialog } from '../ui/info-dialog.tsx';
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
    <InfoDialog open={open} onOpenChange={onOpenChange} title="Shortcuts">
      {SHORTCUT_GROUPS.map((group) => (
        <section key={group} aria-label={group} className="not-first:pt-4">
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
    </InfoDialog>
  );
}
