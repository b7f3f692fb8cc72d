import type { ReactNode } from 'react';
import { ThreadDrawer } from './thread-drawer.tsx';

interface PageHeaderProps {
  title: string;
  /** Shown at the end of the header. */
  children?: ReactNode;
}

/** The header of a page that is not a conversation. */
export function PageHeader({ title, children }: PageHeaderProps) {
  return (
    <header className="flex min-h-14 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2 md:px-6">
      <ThreadDrawer />
      <h1 className="min-w-0 flex-1 truncate font-semibold">{title}</h1>
      {children}
    </header>
  );
}
