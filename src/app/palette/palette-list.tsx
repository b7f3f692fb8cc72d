import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { Check, Search, X } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { useShortcutChoices } from '../commands/use-shortcuts.ts';
import { isShortcut, keysOf } from '../commands/shortcuts.ts';
import { MAX_SEARCH_LENGTH } from '../../protocol/thread.ts';
import { Button } from '../ui/button.tsx';
import { KeyCombination } from '../ui/key-combination.tsx';
import type { PaletteGroup, PaletteItem } from './palette-item.ts';
import { usePaletteResults } from './use-palette-results.ts';

interface PaletteListProps {
  onChoose: (run: () => void, movesFocus: boolean) => void;
  onClose: () => void;
}

/** The search field of the palette, and the results. */
export function PaletteList({ onChoose, onClose }: PaletteListProps) {
  const [query, setQuery] = useState('');
  const { groups, status } = usePaletteResults(query.trim());
  const keys = useShortcutChoices();

  function onKeyDown(event: KeyboardEvent): void {
    if (!isShortcut('open-palette', event.nativeEvent, keys)) return;
    event.preventDefault();
    onClose();
  }

  return (
    <Autocomplete.Root
      open
      inline
      items={groups}
      filter={null}
      value={query}
      onValueChange={setQuery}
      itemToStringValue={(item: PaletteItem) => item.label}
      autoHighlight="always"
      keepHighlight
    >
      <div className="flex shrink-0 items-center gap-2.5 border-b border-line pr-1.5 pl-4 text-speech">
        <Search aria-hidden="true" size={17} className="shrink-0 text-muted" />
        <Autocomplete.Input
          aria-label="Search conversations and commands"
          maxLength={MAX_SEARCH_LENGTH}
          placeholder="Conversation or command"
          enterKeyHint="go"
          onKeyDown={onKeyDown}
          className="h-12 min-w-0 flex-1 bg-transparent outline-hidden placeholder:text-muted"
        />
        <Dialog.Close render={<Button look="quiet" shape="round" aria-label="Close" />}>
          <X aria-hidden="true" size={17} />
        </Dialog.Close>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-2">
        <Autocomplete.Empty>
          <p className="px-3 py-8 text-center text-interface text-muted empty:hidden">
            {groups.length === 0 && status === null && `No results for “${query.trim()}”`}
          </p>
        </Autocomplete.Empty>
        <Autocomplete.List>
          {(group: PaletteGroup) => (
            <Autocomplete.Group key={group.value} items={group.items} className="pb-2">
              <Autocomplete.GroupLabel className="px-3 pt-2 pb-1 text-caption font-semibold tracking-wide text-muted">
                {group.value}
              </Autocomplete.GroupLabel>
              <Autocomplete.Collection>
                {(item: PaletteItem) => <PaletteRow key={item.id} item={item} onChoose={onChoose} />}
              </Autocomplete.Collection>
            </Autocomplete.Group>
          )}
        </Autocomplete.List>
        <Autocomplete.Status className="px-3 py-2 text-caption text-muted empty:hidden">
          {status}
        </Autocomplete.Status>
      </div>
    </Autocomplete.Root>
  );
}

interface PaletteRowProps {
  item: PaletteItem;
  onChoose: PaletteListProps['onChoose'];
}

function PaletteRow({ item, onChoose }: PaletteRowProps) {
  const { icon: Icon, label, note, shortcut, isChosen, movesFocus } = item;
  const choices = useShortcutChoices();
  const [keys] = shortcut === null ? [] : keysOf(shortcut, choices);
  return (
    <Autocomplete.Item
      value={item}
      onClick={() => onChoose(item.run, movesFocus)}
      className="flex min-h-row cursor-pointer scroll-my-2 items-center gap-3 rounded-small px-3 py-1 text-interface outline-none data-highlighted:bar data-highlighted:bg-accent-wash"
    >
      <Icon aria-hidden="true" size={16} className="shrink-0 text-muted" />
      <span className="min-w-0 flex-1">
        <span className="block truncate">{label}</span>
        {note && <span className="block truncate text-caption text-muted">{note}</span>}
      </span>
      {isChosen && (
        <>
          <Check aria-hidden="true" size={16} className="shrink-0 text-accent" />
          <span className="sr-only">, chosen</span>
        </>
      )}
      {keys && (
        <span className="max-sm:hidden">
          <KeyCombination keys={keys} />
        </span>
      )}
    </Autocomplete.Item>
  );
}
