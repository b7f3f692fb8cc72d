import { useEffectEvent, useId, useLayoutEffect, useRef, type ReactNode } from 'react';

interface RequestCardProps {
  title: ReactNode;
  /** Why the last answer could not be sent; null if there is no problem. */
  problem: string | null;
  /** Called when the card disappears while it has the focus, with a fine pointer or a keyboard. */
  onFocusLost: () => void;
  children: ReactNode;
}

/** A request of the agent that the person can answer. */
export function RequestCard({ title, problem, onFocusLost, children }: RequestCardProps) {
  const id = useId();
  const card = useRef<HTMLElement>(null);
  const loseFocus = useEffectEvent(onFocusLost);
  useLayoutEffect(() => {
    const element = card.current;
    return () => {
      // On a touch screen the focus in the message box would open the keyboard.
      if (element?.contains(document.activeElement) && matchMedia('(pointer: fine)').matches) loseFocus();
    };
  }, []);
  return (
    <section
      ref={card}
      aria-labelledby={id}
      className="min-w-0 rounded-card border border-edge/60 bg-raised p-4 text-interface print:hidden"
    >
      <h2 id={id} className="font-semibold [overflow-wrap:anywhere]">
        {title}
      </h2>
      {children}
      <p role="alert" className="pt-3 text-terracotta empty:hidden">
        {problem}
      </p>
    </section>
  );
}
