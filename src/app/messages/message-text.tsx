import { useMemo, type RefObject } from 'react';
import type { ConversationItem } from './conversation-item.ts';
import { useHeldWhileSelected } from '../ui/use-held-while-selected.ts';
import { useDraftAnnotations, useDraftText } from '../runs/use-live-run.ts';
import { Markdown } from '../markdown/markdown.tsx';

interface MessageTextProps extends Pick<ConversationItem, 'text' | 'annotations' | 'draft'> {
  /** The element that contains only the text. */
  ref: RefObject<HTMLDivElement | null>;
  /** Whether the stream has paused. */
  waiting: boolean;
}

/**
 * The text of an agent's message. Growing text is read here, so that no other component renders with each delta.
 * Growing text is not updated while a selection is in the block that grows; the other blocks do not change.
 */
export function MessageText({ ref: element, text, annotations, draft, waiting }: MessageTextProps) {
  const growing = useDraftText(draft);
  const added = useDraftAnnotations(draft);
  const live = draft !== null;
  const newest = useMemo(
    () => (live ? { text: growing, annotations: added, live } : { text, annotations, live }),
    [live, growing, added, text, annotations],
  );
  const shown = useHeldWhileSelected(newest, live, () =>
    live ? openBlock(element.current) : element.current,
  );
  return (
    <div
      ref={element}
      data-live={live ? (waiting ? 'waiting' : '') : undefined}
      data-behind={shown === newest ? undefined : ''}
    >
      <Markdown {...shown} />
    </div>
  );
}

/** Returns the last block, which is the only one that may still grow. */
function openBlock(element: HTMLElement | null): Element | null {
  return element?.querySelector(':scope > .prose')?.lastElementChild?.lastElementChild ?? null;
}
