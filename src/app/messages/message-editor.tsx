import { useId, useState, type FormEvent, type KeyboardEvent } from 'react';
import { createId } from '../../protocol/ids.ts';
import { useShortcutChoices } from '../commands/use-shortcuts.ts';
import { isComposing } from '../browser/keyboard.ts';
import { isShortcut } from '../commands/shortcuts.ts';
import { Button } from '../ui/button.tsx';
import { GrowingTextarea } from '../ui/growing-textarea.tsx';
import { errorMessage } from '../ui/error-message.ts';

interface MessageEditorProps {
  text: string;
  /** An edit that was closed without sending; null if there is none. */
  unsent: string | null;
  /** @throws an error whose message says why the edit could not be sent */
  onSend: (text: string, key: string) => Promise<void>;
  onCancel: () => void;
  /** Called when the editor is closed with Escape. The text is kept as an unsent edit. */
  onLeave: (text: string) => void;
}

/** Edits a message of the person. Sending starts a new version; this conversation stays unchanged. */
export function MessageEditor({ text: before, unsent, onSend, onCancel, onLeave }: MessageEditorProps) {
  const id = useId();
  /** Each text has its own idempotency key, so that a retry does not start a second version. */
  const [{ text, key }, setEdit] = useState(() => ({ text: unsent ?? before, key: createId('msg') }));
  const keys = useShortcutChoices();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (sending || text.trim() === '') return;
    setSending(true);
    setProblem(null);
    try {
      await onSend(text, key);
    } catch (error) {
      setProblem(`The message was not sent. ${errorMessage(error)}`);
      setSending(false);
    }
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (isShortcut('send', event.nativeEvent, keys)) {
      event.preventDefault();
      event.currentTarget.form?.requestSubmit();
    } else if (event.key === 'Escape' && !isComposing(event.nativeEvent)) {
      event.preventDefault(); // Escape would stop the run
      if (!sending) onLeave(text); // an edit that is being sent can't be canceled
    }
  }

  return (
    <form onSubmit={(event) => void send(event)} className="py-1">
      <GrowingTextarea
        boxClassName="rounded-small border border-edge bg-raised text-speech [--field-padding:0.5rem_0.75rem] focus-within:border-accent"
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the person has asked to write here
        autoFocus
        onFocus={({ target }) => target.setSelectionRange(target.value.length, target.value.length)}
        aria-label="Edit message"
        aria-describedby={`${id}-hint`}
        enterKeyHint={keys.sendKey === 'enter' ? 'send' : 'enter'}
        value={text}
        onChange={(event) => setEdit({ text: event.target.value, key: createId('msg') })}
        onKeyDown={onKeyDown}
      />
      <p id={`${id}-hint`} className="pt-1.5 text-caption text-muted">
        Sends as a new version. This conversation stays unchanged.
      </p>
      {problem && (
        <p role="alert" className="pt-1 text-interface font-medium text-terracotta">
          {problem}
        </p>
      )}
      <div className="flex gap-2 pt-2">
        <Button look="primary" type="submit" aria-disabled={sending} disabled={text.trim() === ''}>
          {sending ? 'Sending' : 'Send edited message'}
        </Button>
        <Button look="quiet" disabled={sending} onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
