import { useId, type ReactNode } from 'react';

interface RequestCardProps {
  title: ReactNode;
  /** Why the last answer could not be sent; null if there is no problem. */
  problem: string | null;
  children: ReactNode;
}

/** A request of the agent that the person can answer. */
export function RequestCard({ title, problem, children }: RequestCardProps) {
  const id = useId();
  return (
    <section
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
