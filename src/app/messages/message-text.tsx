import { useMemo, type RefObject } from 'react';
import type { ConversationItem } from './conversation-item.ts';
import { useHeldWhileSelected } from '../ui/use-held-while-selected.ts';
import { useDraftText } from '../runs/use-live-run.ts';
import { Markdown } from '../markdown/markdown.tsx';

interface MessageTextProps extends Pick<ConversationItem, 'text' | 'draft'> {
  /** What holds the words and nothing else. */
  ref: RefObject<HTMLDivElement | null>;
  /** More is to come, and has not for a while. */
  waiting: boolean;
}

/**
 * The words of an agent. While they grow they are read here, so that nothing else renders with them. They wait
 * while something is selected in the block that grows; the others stay as they are, selected or not.
 */
export function MessageText({ ref: element, text, draft, waiting }: MessageTextProps) {
  const growing = useDraftText(draft);
  const live = draft !== null;
  const newest = useMemo(() => ({ text: live ? growing : text, live }), [live, growing, text]);
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

/** The block that may still grow: the last. */
function openBlock(element: HTMLElement | null): Element | null {
  return element?.querySelector(':scope > .prose')?.lastElementChild?.lastElementChild ?? null;
}
