import { ArrowUp, Square } from 'lucide-react';
import type { KeyboardEvent, RefObject } from 'react';
import { useSendKey } from '../hooks/use-preferences.ts';
import { isShortcut } from '../shortcuts.ts';
import { Button } from './ui/button.tsx';

interface ComposerProps {
  /** The textbox, for who gives it the focus. */
  ref: RefObject<HTMLTextAreaElement | null>;
  text: string;
  onText: (text: string) => void;
  placeholder: string;
  /** The id of what the person should know before they write. */
  noteId: string;
  /** What could not be done. */
  problem: string | null;
  /** A run is active: Stop takes the place of Send. */
  active: boolean;
  stopping: boolean;
  canSend: boolean;
  onSend: () => void;
  /** What was said last is to be said in other words. */
  onEditLast: () => void;
  onStop: () => void;
}

/** Where a person writes. */
export function Composer(props: ComposerProps) {
  const { ref, text, onText, problem, active, onSend, onStop } = props;
  const sendKey = useSendKey();
  const canSend = props.canSend && !active && text.trim() !== '';

  function send(): void {
    if (!canSend) return;
    onSend();
    ref.current?.focus();
  }

  function stop(): void {
    onStop();
    ref.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (isShortcut('send', event.nativeEvent, sendKey)) {
      event.preventDefault();
      send();
    } else if (text === '' && isShortcut('edit-last', event.nativeEvent, sendKey)) {
      event.preventDefault(); // the caret would move in what has the focus by then
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
        <div
          data-text={text}
          className="grows max-h-[40dvh] min-w-0 flex-1 overflow-y-auto text-speech leading-normal after:py-1.5"
        >
          <textarea
            ref={ref}
            aria-label="Message"
            aria-describedby={props.noteId}
            rows={1}
            value={text}
            placeholder={props.placeholder}
            onChange={(event) => onText(event.target.value)}
            onKeyDown={onKeyDown}
            className="resize-none overflow-hidden bg-transparent py-1.5 outline-none [grid-area:1/1] placeholder:text-muted"
          />
        </div>
        {active ? (
          <Button look="primary" shape="round" aria-label="Stop" disabled={props.stopping} onClick={stop}>
            <Square aria-hidden="true" size={13} fill="currentColor" />
          </Button>
        ) : (
          <Button look="primary" shape="round" type="submit" aria-label="Send message" disabled={!canSend}>
            <ArrowUp aria-hidden="true" size={18} />
          </Button>
        )}
      </div>
    </form>
  );
}
