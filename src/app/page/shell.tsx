import type { ReactNode } from 'react';
import { PracticeBanner } from '../agents/practice-banner.tsx';
import { Sidebar } from '../frame/sidebar.tsx';
import { useSidebar } from '../frame/use-sidebar.ts';

interface ShellProps {
  children: ReactNode;
}

/** The frame of each page: the sidebar beside the page if there is space, and the practice banner above the page. */
export function Shell({ children }: ShellProps) {
  const { isShown } = useSidebar();
  return (
    <div className="flex h-dvh bg-paper">
      <aside
        aria-label="Symposium"
        className={`hidden w-sidebar shrink-0 flex-col border-r border-line ${isShown ? 'md:flex' : ''}`}
      >
        <Sidebar />
      </aside>
      <main
        tabIndex={-1}
        className="@container/page isolate outline-none flex min-w-0 flex-1 flex-col pt-[env(safe-area-inset-top)] pr-[env(safe-area-inset-right)]"
      >
        <PracticeBanner />
        {children}
      </main>
    </div>
  );
}
