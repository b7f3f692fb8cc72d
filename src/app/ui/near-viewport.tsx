import { useEffect, useEffectEvent, useRef } from 'react';

interface NearViewportProps {
  /** How far around what scrolls something counts as near, as `rootMargin` of an IntersectionObserver. */
  margin: string;
  /** Finds what scrolls, around this. */
  within: string;
  onNear: () => void;
}

/** Calls back once when it comes near to being seen. To hear of it again, give it another key. */
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
