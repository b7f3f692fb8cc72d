import { use, useCallback, useSyncExternalStore, type MouseEvent } from 'react';
import { ReferencesContext } from './references-context.ts';

/** The number that links to a footnote. The label is shown as text if the footnote has no number. */
export function FootnoteCall({ label }: { label: string }) {
  const { references, idPrefix } = use(ReferencesContext);
  const subscribe = useCallback(
    (listener: () => void) => references.subscribe([`^${label}`], listener),
    [references, label],
  );
  const number = useSyncExternalStore(subscribe, () => references.numbers.get(label));
  if (number === undefined) return `[^${label}]`;
  return (
    <sup>
      <a href={`#${idPrefix}note-${number}`} data-call={number} onClick={goToNote}>
        {number}
      </a>
    </sup>
  );
}

function goToNote(event: MouseEvent<HTMLAnchorElement>): void {
  followInMessage(event, `[data-note="${event.currentTarget.dataset['call']}"]`);
}

/** Follows a link within a message by moving the focus. The URL, which identifies the conversation, does not change. */
export function followInMessage(event: MouseEvent<HTMLAnchorElement>, selector: string): void {
  event.preventDefault();
  event.currentTarget.closest('.prose')?.querySelector<HTMLElement>(selector)?.focus();
}
