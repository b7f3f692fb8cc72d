import { useCallback, useRef, useState, type RefCallback } from 'react';
import { onScrollUp } from './on-scroll-up.ts';

/** Maximum distance from the end at which the element counts as scrolled to the end, in pixels. */
const NEAR = 32;
/** Maximum rounding error, in pixels: `scrollTop` has fractions, but `scrollHeight` and `clientHeight` are rounded. */
const ROUNDING = 1;
/** The fraction of the visible height by which browsers scroll for Page Up and Page Down. */
const PAGE = 0.875;
/** Selects the parts of the content. New parts may be inserted before the first one. */
const PART = '[data-part]';

export interface StickToBottom {
  /** The ref for the scrolling element. Its only child is the content that grows. */
  scroller: RefCallback<HTMLElement>;
  /** Whether the end is in view. */
  atBottom: boolean;
  /** Scrolls to the end, and sticks to it. */
  jumpToBottom: () => void;
  /** Scrolls until `target` is `top` pixels below the top of the viewport. */
  scrollTo: (target: HTMLElement, top: number) => void;
  /** Scrolls by about one page, up (-1) or down (1). */
  scrollPage: (direction: 1 | -1) => void;
  /** Focuses the scrolling element without scrolling. */
  focus: () => void;
}

/**
 * Keeps the end of a growing element in view while it is scrolled to the end, until the person scrolls up. Further up,
 * the visible text stays in place when content is inserted above it.
 */
export function useStickToBottom(): StickToBottom {
  const element = useRef<HTMLElement | null>(null);
  const isStuck = useRef(true);
  /** Saves the scroll position. */
  const savePosition = useRef(() => {});
  const [atBottom, setAtBottom] = useState(true);

  const jumpToBottom = useCallback(() => {
    isStuck.current = true;
    setAtBottom(true);
    if (element.current) element.current.scrollTop = element.current.scrollHeight;
  }, []);

  const scrollTo = useCallback((target: HTMLElement, top: number) => {
    const node = element.current;
    if (!node) return;
    node.scrollTop += target.getBoundingClientRect().top - top;
    savePosition.current(); // or this would count as scrolling by the person
    isStuck.current = node.scrollHeight - node.clientHeight - node.scrollTop <= ROUNDING;
    setAtBottom(isStuck.current);
  }, []);

  const scrollPage = useCallback((direction: 1 | -1) => {
    if (direction < 0) isStuck.current = false; // or text that arrives before the scroll would undo it
    element.current?.scrollBy({ top: direction * element.current.clientHeight * PAGE });
  }, []);

  const focus = useCallback(() => element.current?.focus({ preventScroll: true }), []);

  const scroller = useCallback((node: HTMLElement | null) => {
    if (!node) return;
    element.current = node;
    let top = 0;
    let height = 0;
    /** The first part when the position was saved, and its offset. */
    let first: HTMLElement | null = null;
    let offset = 0;
    savePosition.current = save;
    save();

    function save(): void {
      if (!node) return;
      top = node.scrollTop;
      height = node.scrollHeight;
      first = node.querySelector<HTMLElement>(PART);
      offset = first?.offsetTop ?? 0;
    }

    function isNear(): boolean {
      return !!node && height - node.clientHeight - top <= NEAR;
    }

    /**
     * Scrolls by the distance that inserted content has moved the saved part, unless the browser has already done so.
     */
    function keepPlace(): void {
      if (!node || !first?.isConnected) return;
      const moved = first.offsetTop - offset;
      if (moved !== 0 && Math.abs(node.scrollTop - top) < Math.abs(moved) / 2) node.scrollTop += moved;
    }

    function onScroll(): void {
      if (!node) return;
      const movedUp = node.scrollTop < top - ROUNDING && node.scrollHeight >= height;
      const movedDown = node.scrollTop > top + ROUNDING;
      if (!isStuck.current) keepPlace();
      save();
      isStuck.current = !movedUp && (isStuck.current || (movedDown && isNear()));
      setAtBottom(isStuck.current || isNear());
    }

    /** Stops sticking. Called before the browser scrolls up. */
    function unstick(): void {
      if (node && node.scrollTop > 0) isStuck.current = false;
    }

    // Called after layout and before paint, so reading the size costs nothing.
    const observer = new ResizeObserver(() => {
      if (isStuck.current) {
        height = node.scrollHeight;
        top = height - node.clientHeight;
        node.scrollTop = height; // reading it again would force another layout
      } else {
        keepPlace();
        save();
      }
      setAtBottom(isStuck.current || isNear());
    });
    observer.observe(node);
    if (node.firstElementChild) observer.observe(node.firstElementChild);
    node.addEventListener('scroll', onScroll, { passive: true });
    const stopListening = onScrollUp(node, unstick);
    return () => {
      observer.disconnect();
      stopListening();
      node.removeEventListener('scroll', onScroll);
      element.current = null;
    };
  }, []);

  return { scroller, atBottom, jumpToBottom, scrollTo, scrollPage, focus };
}
