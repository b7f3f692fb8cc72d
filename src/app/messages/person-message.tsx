import { Pencil } from 'lucide-react';
import { lazy, useMemo, useRef } from 'react';
import { firstDirection } from '../browser/first-direction.ts';
import type { ConversationItem } from './conversation-item.ts';
import { useMessageEditing, type MessageEditing } from '../versions/message-editing.ts';
import { textPieces } from './text-pieces.ts';
import { MessageVersions } from '../versions/version-switch.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { LoadBoundary } from '../ui/load-boundary.tsx';
import { preload } from '../ui/preload.ts';

const loadEditor = () => import('./message-editor.tsx');
const MessageEditor = lazy(async () => ({ default: (await loadEditor()).MessageEditor }));

function preloadEditor(): void {
  preload(loadEditor);
}

type PersonMessageProps = Pick<ConversationItem, 'id' | 'text' | 'delivery' | 'problem'> & {
  /** The key of the message in the outbox, while the outbox contains it. */
  messageKey: string;
};

/** A message of the person, with the buttons to edit and copy it, or its delivery state. */
export function PersonMessage(props: PersonMessageProps) {
  const { id, text } = props;
  const { actions, isEditing } = useMessageEditing(id);
  const hasLeftEditor = useRef(false);

  function edit(messageId: string): void {
    actions?.editing.setState({ messageId });
  }

  /** @param unsent the edit to keep; null to discard it */
  function closeEditor(messageId: string, unsent: string | null): void {
    hasLeftEditor.current = true;
    actions?.editing.setState((before) => {
      const { [messageId]: _, ...others } = before.unsent;
      return { messageId: null, unsent: unsent === null ? others : { ...others, [messageId]: unsent } };
    });
  }

  /** Returns the focus to the Edit button after editing. */
  function restoreFocus(button: HTMLButtonElement | null): void {
    if (hasLeftEditor.current) button?.focus();
    if (button) hasLeftEditor.current = false;
  }

  if (actions && id !== null && isEditing) {
    return (
      <LoadBoundary waiting={<Text text={text} />}>
        <MessageEditor
          text={text}
          unsent={actions.editing.getState().unsent[id] ?? null}
          onSend={(edited, key) => actions.startVersion({ messageId: id, text: edited, key })}
          onCancel={() => closeEditor(id, null)}
          onLeave={(edited) => closeEditor(id, edited === text ? null : edited)}
        />
      </LoadBoundary>
    );
  }
  return (
    <>
      <Text text={text} />
      <div
        data-uncopied=""
        className="-mb-2 flex min-h-7 flex-wrap items-center gap-x-2.5 gap-y-1 pt-0.5 text-caption text-muted"
      >
        <DeliveryNote {...props} actions={actions} />
        {actions && id !== null && (
          <>
            <MessageVersions messageId={id} />
            <CopyButton content={() => ({ text })} what="message" />
            <IconButton
              ref={restoreFocus}
              label="Edit message"
              icon={Pencil}
              onPointerEnter={preloadEditor}
              onFocus={preloadEditor}
              onClick={() => edit(id)}
            />
          </>
        )}
      </div>
    </>
  );
}

function Text({ text }: { text: string }) {
  const pieces = useMemo(() => textPieces(text), [text]);
  return (
    <p
      dir={firstDirection(text)}
      className="overflow-clip rounded-card border border-transparent bg-said px-4 py-2.5 text-speech font-[480] break-words whitespace-pre-wrap print:overflow-visible print:border-line"
    >
      {pieces.length === 1 ? text : pieces.map((piece, index) => <Piece key={index} text={piece} />)}
    </p>
  );
}

/** A piece of a long text. The browser skips its layout while it is out of view. */
function Piece({ text }: { text: string }) {
  return (
    <span className="block [contain-intrinsic-block-size:auto_60rem] [content-visibility:auto] print:[content-visibility:visible]">
      {text}
    </span>
  );
}

function DeliveryNote({
  messageKey,
  delivery,
  problem,
  actions,
}: PersonMessageProps & { actions: MessageEditing | null }) {
  const note = deliveryText(delivery, problem);
  if (note === null) return null;
  return (
    <>
      <p className={`font-medium ${delivery === 'queued' ? '' : 'text-terracotta'}`}>{note}</p>
      {actions && (
        <>
          {delivery === 'refused' && (
            <Button look="outline" className="h-7" onClick={() => actions.sendAgain(messageKey)}>
              Send again
            </Button>
          )}
          <Button look="quiet" className="h-7" onClick={() => void actions.cancelSending(messageKey)}>
            Cancel
          </Button>
        </>
      )}
    </>
  );
}

/** Returns a text that says what a message waits for, or why the hub refused it; null otherwise. */
function deliveryText(delivery: ConversationItem['delivery'], problem: string | null): string | null {
  switch (delivery) {
    case 'waiting':
      return "Waiting to send. It sends automatically when you're back online.";
    case 'queued':
      return 'Waiting for the reply to finish.';
    case 'blocked':
      return 'Waiting for the message above.';
    case 'refused':
      return `Not sent. ${problem}`;
    default:
      return null;
  }
}
