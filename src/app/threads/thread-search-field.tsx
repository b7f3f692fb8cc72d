import { Search, X } from 'lucide-react';
import { useRef, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { useThreadStores } from './threads-context.ts';
import { isComposing } from '../browser/keyboard.ts';
import { MAX_SEARCH_LENGTH } from '../../protocol/thread.ts';
import { moveFocusAmongRows } from './row-navigation.ts';

/**
 * The search field for conversations. Esc clears it, and returns the focus to the element that had the focus before.
 */
export function ThreadSearchField() {
  const { threadSearch } = useThreadStores();
  const text = useStore(threadSearch, (state) => state.text);
  const field = useRef<HTMLInputElement>(null);
  const focusedBefore = useRef<HTMLElement | null>(null);

  function clear(): void {
    threadSearch.setState({ text: '' });
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (isComposing(event.nativeEvent)) return;
    moveFocusAmongRows(event);
    if (event.key !== 'Escape' || text === '') return;
    event.preventDefault(); // or Esc would stop the run
    event.stopPropagation(); // or Esc would close a dialog
    clear();
    if (focusedBefore.current?.isConnected) focusedBefore.current.focus();
  }

  return (
    <div className="relative mx-3 mb-2 flex items-center text-interface text-muted">
      <Search aria-hidden="true" size={15} className="pointer-events-none absolute left-2" />
      <input
        ref={field}
        type="search"
        aria-label="Search conversations"
        placeholder="Search"
        value={text}
        maxLength={MAX_SEARCH_LENGTH}
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="search"
        onChange={(event) => threadSearch.setState({ text: event.target.value })}
        onFocus={({ relatedTarget }) => {
          if (relatedTarget instanceof HTMLElement) focusedBefore.current = relatedTarget;
        }}
        onKeyDown={onKeyDown}
        className="h-9 w-full min-w-0 rounded-small border border-line bg-transparent pr-8 pl-8 text-ink transition-colors placeholder:text-muted hover:border-edge focus-visible:-outline-offset-1 [&::-webkit-search-cancel-button]:hidden"
      />
      {text !== '' && (
        <button
          type="button"
          aria-label="Clear the search"
          onClick={() => {
            clear();
            field.current?.focus();
          }}
          className="absolute right-1 flex size-7 items-center justify-center rounded-full hover:bg-sunken hover:text-ink"
        >
          <X aria-hidden="true" size={14} />
        </button>
      )}
    </div>
  );
}
