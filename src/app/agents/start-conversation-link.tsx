import type { MouseEvent } from 'react';
import { flushSync } from 'react-dom';
import { Link } from 'wouter';
import { navigate, useHistoryState } from 'wouter/use-browser-location';
import { useActionStore } from '../commands/actions-context.ts';

interface StartConversationLinkProps {
  assistantId: string;
  name: string;
}

/**
 * Opens a new conversation with an agent. If the person came from a conversation without messages, that conversation is
 * opened.
 */
export function StartConversationLink({ assistantId, name }: StartConversationLinkProps) {
  const actions = useActionStore();
  const state = useHistoryState<unknown>();
  const href = `/?agent=${encodeURIComponent(assistantId)}`;

  function start(event: MouseEvent): void {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    flushSync(() => navigate(href, { state })); // removes this link, which has the focus
    if (matchMedia('(pointer: fine)').matches) actions.getState().write?.();
    else document.querySelector('main')?.focus(); // so that no on-screen keyboard covers the text
  }

  return (
    <Link
      href={href}
      aria-label={`Start a conversation with ${name}`}
      onClick={start}
      className="inline-flex h-8 items-center rounded-full bg-accent px-3.5 text-caption font-medium text-on-accent transition-colors hover:opacity-90"
    >
      Start a conversation
    </Link>
  );
}
