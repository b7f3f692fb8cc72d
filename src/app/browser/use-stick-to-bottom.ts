import { useCallback, useRef, useState, type RefCallback } from 'react';
import { onScrollUp } from './on-scroll-up.ts';

/** So close to the end a person counts as being there, in pixels. */
const NEAR = 32;
/** The end of what scrolls is at a fraction of a pixel, and what is told of it is not. */
const ROUNDING = 1;
/** The share of the visible height that a page scrolls by, as in browsers. */
const PAGE = 0.875;
/** What marks the parts that a growing element gets more of at its start. */
const CHUNK = '[data-chunk]';

/** Where a growing element is scrolled to. */
export interface StickToBottom {
  /** For the element that scrolls; its only child is what grows. */
  scroller: RefCallback<HTMLElement>;
  /** Whether the newest is in view. */
  atBottom: boolean;
  /** Goes to the end, and stays there. */
  jumpToBottom: () => void;
  /** Scrolls so that an element in it is so many pixels from the top of the page, and stays there. */
  scrollTo: (target: HTMLElement, top: number) => void;
  /** Scrolls by about one page, up (-1) or down (1). */
  scrollPage: (direction: 1 | -1) => void;
  /** Gives the scrolling element the focus, where it is. */
  focus: () => void;
}

/**
 * Keeps the end of a growing element in view while a person is there, and never fights a scroll up. Who reads
 * further up stays at the same words when others come before them.
 */
export function useStickToBottom(): StickToBottom {
  const element = useRef<HTMLElement | null>(null);
  const sticks = useRef(true);
  /** Notes how far the element is scrolled. */
  const remembers = useRef(() => {});
  const [atBottom, setAtBottom] = useState(true);

  const jumpToBottom = useCallback(() => {
    sticks.current = true;
    setAtBottom(true);
    if (element.current) element.current.scrollTop = element.current.scrollHeight;
  }, []);

  const scrollTo = useCallback((target: HTMLElement, top: number) => {
    const node = element.current;
    if (!node) return;
    node.scrollTop += target.getBoundingClientRect().top - top;
    remembers.current(); // so that the scroll is not taken for one of the person's
    sticks.current = node.scrollHeight - node.clientHeight - node.scrollTop <= ROUNDING;
    setAtBottom(sticks.current);
  }, []);

  const scrollPage = useCallback((direction: 1 | -1) => {
    if (direction < 0) sticks.current = false; // or text that arrives before the browser scrolls would pull it back
    element.current?.scrollBy({ top: direction * element.current.clientHeight * PAGE });
  }, []);

  const focus = useCallback(() => element.current?.focus({ preventScroll: true }), []);

  const scroller = useCallback((node: HTMLElement | null) => {
    if (!node) return;
    element.current = node;
    let top = 0;
    let height = 0;
    /** What was first when this was remembered, and how far down it was. */
    let first: HTMLElement | null = null;
    let offset = 0;
    remembers.current = remember;
    remember();

    function remember(): void {
      if (!node) return;
      top = node.scrollTop;
      height = node.scrollHeight;
      first = node.querySelector<HTMLElement>(CHUNK);
      offset = first?.offsetTop ?? 0;
    }

    function isNear(): boolean {
      return !!node && height - node.clientHeight - top <= NEAR;
    }

    /** Scrolls along with what was moved by others that came before it, where the browser has not done so. */
    function keepPlace(): void {
      if (!node || !first?.isConnected) return;
      const moved = first.offsetTop - offset;
      if (moved !== 0 && Math.abs(node.scrollTop - top) < Math.abs(moved) / 2) node.scrollTop += moved;
    }

    function onScroll(): void {
      if (!node) return;
      const movedUp = node.scrollTop < top - ROUNDING && node.scrollHeight >= height;
      const movedDown = node.scrollTop > top + ROUNDING;
      if (!sticks.current) keepPlace();
      remember();
      sticks.current = !movedUp && (sticks.current || (movedDown && isNear()));
      setAtBottom(sticks.current || isNear());
    }

    /** What grows must not pull back who is about to scroll up: the browser scrolls a while later. */
    function letGo(): void {
      if (node && node.scrollTop > 0) sticks.current = false;
    }

    // Observers hear of a new size when it has been laid out and not yet painted: to read it costs nothing.
    const observer = new ResizeObserver(() => {
      if (sticks.current) {
        height = node.scrollHeight;
        top = height - node.clientHeight;
        node.scrollTop = height; // to read it again would cost what has just been laid out
      } else {
        keepPlace();
        remember();
      }
      setAtBottom(sticks.current || isNear());
    });
    observer.observe(node);
    if (node.firstElementChild) observer.observe(node.firstElementChild);
    node.addEventListener('scroll', onScroll, { passive: true });
    const stopListening = onScrollUp(node, letGo);
    return () => {
      observer.disconnect();
      stopListening();
      node.removeEventListener('scroll', onScroll);
      element.current = null;
    };
  }, []);

  return { scroller, atBottom, jumpToBottom, scrollTo, scrollPage, focus };
}
