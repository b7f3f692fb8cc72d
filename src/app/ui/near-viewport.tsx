import { useEffect, useEffectEvent, useRef } from 'react';

interface NearViewportProps {
  /** The distance that counts as near, as `rootMargin` of an IntersectionObserver. */
  margin: string;
  /** A selector for the scrolling element that contains this component. */
  within: string;
  onNear: () => void;
}

/**
 * Calls `onNear` when it is scrolled near the viewport. While it stays near, it does not call again. To observe again,
 * give it another key.
 */
export function NearViewport({ margin, within, onNear }: NearViewportProps) {
  const element = useRef<HTMLSpanElement>(null);
  const near = useEffectEvent(onNear);

  useEffect(() => {
    const node = element.current;
    if (!node) return;
    const observer = new IntersectionObserver((entries) => entries.at(-1)?.isIntersecting && near(), {
      root: node.closest(within),
      rootMargin: margin,
    });
    observer.observe(node);
    return () => observer.disconnect();
  }, [margin, within]);

  return <span ref={element} className="absolute" />;
}
