import { useCallback, useRef, useState, type RefCallback } from 'react';

/** So close to the end a person counts as being there, in pixels. */
const NEAR = 32;

/** Where a growing element is scrolled to. */
export interface StickToBottom {
  /** For the element that scrolls; its only child is what grows. */
  scroller: RefCallback<HTMLElement>;
  /** Whether the newest is in view. */
  atBottom: boolean;
  /** Goes to the end, and stays there. */
  jumpToBottom: () => void;
  /** Gives the scrolling element the focus, where it is. */
  focus: () => void;
}

/** Keeps the end of a growing element in view while a person is there, and never fights a scroll up. */
export function useStickToBottom(): StickToBottom {
  const element = useRef<HTMLElement | null>(null);
  const sticks = useRef(true);
  const [atBottom, setAtBottom] = useState(true);

  const jumpToBottom = useCallback(() => {
    sticks.current = true;
    setAtBottom(true);
    if (element.current) element.current.scrollTop = element.current.scrollHeight;
  }, []);

  const focus = useCallback(() => element.current?.focus({ preventScroll: true }), []);

  const scroller = useCallback((node: HTMLElement | null) => {
    if (!node) return;
    element.current = node;
    let top = node.scrollTop;
    let height = node.scrollHeight;

    function isNear(): boolean {
      return !!node && node.scrollHeight - node.clientHeight - node.scrollTop <= NEAR;
    }

    function onScroll(): void {
      if (!node) return;
      const movedUp = node.scrollTop < top && node.scrollHeight >= height;
      sticks.current = !movedUp && (sticks.current || isNear());
      remember();
    }

    function remember(): void {
      if (!node) return;
      top = node.scrollTop;
      height = node.scrollHeight;
      setAtBottom(sticks.current || isNear());
    }

    const observer = new ResizeObserver(() => {
      if (sticks.current) node.scrollTop = node.scrollHeight;
      remember();
    });
    observer.observe(node);
    if (node.firstElementChild) observer.observe(node.firstElementChild);
    node.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      node.removeEventListener('scroll', onScroll);
      element.current = null;
    };
  }, []);

  return { scroller, atBottom, jumpToBottom, focus };
}
