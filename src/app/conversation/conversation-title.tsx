import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { threadTitle } from '../threads/thread-title.ts';
import { useThread } from '../threads/use-threads.ts';
import { ThreadTitleField } from '../threads/thread-title-field.tsx';

interface ConversationTitleProps {
  /** Null for a new conversation. */
  threadId: string | null;
}

/** The title of the open conversation. A click turns it into a text field. */
export function ConversationTitle({ threadId }: ConversationTitleProps) {
  const thread = useThread(threadId);
  const [editedId, setEditedId] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);

  function endEditing(returnsFocus: boolean): void {
    flushSync(() => setEditedId(null)); // the button is mounted again
    if (returnsFocus) button.current?.focus();
  }

  if (threadId === null)
    return <h1 className="min-w-0 flex-1 truncate font-semibold max-sm:leading-7">New conversation</h1>;
  if (!thread) {
    // Not loaded yet, or not found. It keeps the space of the title, so that nothing moves when the title appears.
    return (
      <h1 className="min-h-8 min-w-0 flex-1 max-sm:min-h-7 max-sm:flex-none">
        <span className="sr-only">Conversation</span>
      </h1>
    );
  }
  const title = threadTitle(thread);
  if (editedId === threadId) {
    return (
      <div className="max-w-md min-w-0 flex-1 max-sm:w-full">
        <h1 className="sr-only">{title}</h1>
        <ThreadTitleField thread={thread} onDone={endEditing} />
      </div>
    );
  }
  return (
    <h1 className="flex min-w-0 flex-1 font-semibold max-sm:w-full">
      <button
        ref={button}
        type="button"
        title="Rename this conversation"
        onClick={() => setEditedId(threadId)}
        className="-mx-2 min-h-8 max-w-full min-w-0 rounded-small px-2 text-start transition-colors hover:bg-sunken max-sm:min-h-7"
      >
        <span dir="auto" className="block truncate">
          {title}
        </span>
      </button>
    </h1>
  );
}
