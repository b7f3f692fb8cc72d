import { Pencil } from 'lucide-react';
import { lazy, useMemo, useRef } from 'react';
import { firstDirection } from '../browser/first-direction.ts';
import type { ConversationItem } from './conversation-item.ts';
import { useMessageEditing, type MessageEditing } from '../versions/message-editing.ts';
import { textPieces } from '../composer/text-pieces.ts';
import { MessageVersions } from '../versions/version-switch.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { LoadBoundary } from '../ui/load-boundary.tsx';

const loadEditor = () => import('./message-editor.tsx');
const MessageEditor = lazy(async () => ({ default: (await loadEditor()).MessageEditor }));

/** Loads the editor before it is wanted. A failure is reported once it is. */
function prepareEditor(): void {
  void loadEditor().catch(() => undefined);
}

type PersonMessageProps = Pick<ConversationItem, 'id' | 'text' | 'delivery' | 'problem'> & {
  /** Under which the outbox knows it, as long as it is there. */
  messageKey: string;
};

/** What a person says, and what they can do with it. */
export function PersonMessage(props: PersonMessageProps) {
  const { id, text } = props;
  const { actions, isEditing } = useMessageEditing(id);
  const leftEditor = useRef(false);

  function edit(messageId: string): void {
    actions?.editing.setState({ messageId });
  }

  /** @param unsent an edit to keep; null: none */
  function leave(messageId: string, unsent: string | null): void {
    leftEditor.current = true;
    actions?.editing.setState((before) => {
      const { [messageId]: _, ...others } = before.unsent;
      return { messageId: null, unsent: unsent === null ? others : { ...others, [messageId]: unsent } };
    });
  }

  /** The button that began the editing has the focus again after it. */
  function takeFocus(button: HTMLButtonElement | null): void {
    if (leftEditor.current) button?.focus();
    if (button) leftEditor.current = false;
  }

  if (actions && id !== null && isEditing) {
    return (
      <LoadBoundary waiting={<Said text={text} />}>
        <MessageEditor
          text={text}
          unsent={actions.editing.getState().unsent[id] ?? null}
          onSend={(edited, key) => actions.startVersion({ messageId: id, text: edited, key })}
          onCancel={() => leave(id, null)}
          onLeave={(edited) => leave(id, edited === text ? null : edited)}
        />
      </LoadBoundary>
    );
  }
  return (
    <>
      <Said text={text} />
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
              ref={takeFocus}
              label="Edit message"
              icon={Pencil}
              onPointerEnter={prepareEditor}
              onFocus={prepareEditor}
              onClick={() => edit(id)}
            />
          </>
        )}
      </div>
    </>
  );
}

function Said({ text }: { text: string }) {
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

/** Of a text that is longer than anyone reads, what is out of sight costs nothing. */
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
  const words = deliveryWords(delivery, problem);
  if (words === null) return null;
  return (
    <>
      <p className={`font-medium ${delivery === 'queued' ? '' : 'text-terracotta'}`}>{words}</p>
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

/** What a message waits for, or why it was refused; null where there is nothing to say. */
function deliveryWords(delivery: ConversationItem['delivery'], problem: string | null): string | null {
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
