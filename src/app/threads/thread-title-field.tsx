import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { threadTitle } from './thread-title.ts';
import { isComposing } from '../browser/keyboard.ts';
import { useRenameThread } from './use-rename-thread.ts';
import type { Thread } from '../../protocol/thread.ts';

/** Maximum length of a title, in characters: the hub's limit for metadata values. */
const MAX_TITLE = 512;

interface ThreadTitleFieldProps {
  thread: Thread;
  /** Called when editing has ended. `givesFocusBack`: whether the focus was in the field and must be restored. */
  onDone: (givesFocusBack: boolean) => void;
}

/** A field that edits the title of a thread. Enter saves the title, as does leaving the field. Esc cancels. */
export function ThreadTitleField({ thread, onDone }: ThreadTitleFieldProps) {
  const id = useId();
  const before = threadTitle(thread);
  const field = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  const rename = useRenameThread();
  const [text, setText] = useState(before);
  const [refused, setRefused] = useState(false);

  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  function end(givesFocusBack: boolean): void {
    if (isDone.current) return;
    isDone.current = true;
    onDone(givesFocusBack);
  }

  function save(givesFocusBack: boolean): void {
    const title = text.trim();
    if (title !== '' && title !== before && !isDone.current) rename({ threadId: thread.id, title });
    end(givesFocusBack);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (isComposing(event.nativeEvent) || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    event.preventDefault();
    event.stopPropagation(); // or Esc would close a dialog or stop the run
    if (event.key === 'Escape') end(true);
    else if (text.trim() === '') setRefused(true);
    else save(true);
  }

  return (
    <div className="py-0.5 text-interface">
      <input
        ref={field}
        dir="auto"
        aria-label={`Title of ${before}`}
        aria-invalid={refused}
        aria-describedby={refused ? id : undefined}
        value={text}
        maxLength={MAX_TITLE}
        autoComplete="off"
        enterKeyHint="done"
        onChange={(event) => {
          setText(event.target.value);
          setRefused(false);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => save(false)}
        className="h-8 w-full rounded-small border border-edge bg-raised px-2 outline-hidden focus:border-accent focus:ring-1 focus:ring-accent aria-invalid:border-terracotta aria-invalid:focus:ring-terracotta"
      />
      {refused && (
        <p id={id} role="alert" className="px-2 pt-1 text-caption text-terracotta">
          A title needs at least one character. Esc keeps the old one.
        </p>
      )}
    </div>
  );
}
