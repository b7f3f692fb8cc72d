import { ArrowUp, Square } from 'lucide-react';
import type { KeyboardEvent, RefObject } from 'react';
import { useShortcutChoices } from '../commands/use-shortcuts.ts';
import { isShortcut } from '../commands/shortcuts.ts';
import { Button } from '../ui/button.tsx';
import { GrowingTextarea } from '../ui/growing-textarea.tsx';

interface ComposerProps {
  /** The textbox. */
  ref: RefObject<HTMLTextAreaElement | null>;
  text: string;
  onText: (text: string) => void;
  placeholder: string;
  /** The id of the element with a note for the person. */
  noteId: string;
  /** Why the last action failed. */
  problem: string | null;
  /** Whether a run is active. It can be stopped. Messages wait until it has ended. */
  active: boolean;
  stopping: boolean;
  canSend: boolean;
  onSend: () => void;
  /** Opens the person's last message for editing. */
  onEditLast: () => void;
  onStop: () => void;
  /** Called when Page Up (-1) or Page Down (1) is pressed and the text itself cannot scroll. */
  onScrollPage: (direction: 1 | -1) => void;
}

function pageDirection(event: KeyboardEvent<HTMLTextAreaElement>): 1 | -1 | null {
  const { key, currentTarget: field } = event;
  const isModified = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
  if (isModified || field.scrollHeight > field.clientHeight) return null;
  if (key === 'PageUp') return -1;
  return key === 'PageDown' ? 1 : null;
}

/** The box where a person writes a message, with its buttons. */
export function Composer(props: ComposerProps) {
  const { ref, text, onText, problem, active, onSend, onStop } = props;
  const keys = useShortcutChoices();
  const isWritten = text.trim() !== '';
  const canSend = props.canSend && isWritten;

  function send(): void {
    if (!canSend) return;
    onSend();
    ref.current?.focus();
  }

  function stop(): void {
    onStop();
    ref.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    const page = pageDirection(event);
    if (page !== null) {
      event.preventDefault();
      props.onScrollPage(page);
    } else if (isShortcut('send', event.nativeEvent, keys)) {
      event.preventDefault();
      send();
    } else if (text === '' && isShortcut('edit-last', event.nativeEvent, keys)) {
      event.preventDefault(); // or the key would move the caret in the newly focused field
      props.onEditLast();
    }
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {problem && (
        <p role="alert" className="px-1 pb-2 text-interface font-medium text-terracotta">
          {problem}
        </p>
      )}
      <div className="flex items-end gap-2 rounded-card border border-edge/50 bg-raised p-1.5 pl-4 shadow-float transition-colors focus-within:border-accent">
        <GrowingTextarea
          ref={ref}
          boxClassName="min-w-0 flex-1 text-speech leading-normal [--field-most:40dvh] [--field-padding:0.375rem_0]"
          className="placeholder:text-muted"
          aria-label="Message"
          aria-describedby={props.noteId}
          enterKeyHint={keys.sendKey === 'enter' ? 'send' : 'enter'}
          value={text}
          placeholder={props.placeholder}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {active && (
          <Button
            look={isWritten ? 'outline' : 'primary'}
            shape="round"
            aria-label="Stop"
            disabled={props.stopping}
            onClick={stop}
          >
            <Square aria-hidden="true" size={13} fill="currentColor" />
          </Button>
        )}
        {(!active || isWritten) && (
          <Button look="primary" shape="round" type="submit" aria-label="Send message" disabled={!canSend}>
            <ArrowUp aria-hidden="true" size={18} />
          </Button>
        )}
      </div>
    </form>
  );
}
